# SPDX-License-Identifier: ISC
"""otls and Node.js speak TLS with each other, in both roles."""

import os

from tls_peer import (Lines, both_versions, check_echo, check_refused,
                      check_resumed, check_response, main, need, process, run,
                      serve)

COMMON = """
const tls = require('tls'), fs = require('fs');
const [version, cert, port, session] = process.argv.slice(2);
const name = 'TLSv' + version;
const options = {minVersion: name, maxVersion: name,
  ca: fs.readFileSync('ca.pem')};
"""
CLIENT = COMMON + """
if (cert === 'yes') {
  options.cert = fs.readFileSync('client.pem');
  options.key = fs.readFileSync('client.key');
}
if (session && fs.existsSync(session))
  options.session = fs.readFileSync(session);
const peer = tls.connect({...options, host: '127.0.0.1', port,
  servername: 'localhost'}, () => {
  peer.write('GET /status.json HTTP/1.0\\r\\n\\r\\n');
});
peer.on('session', (data) => { if (session) fs.writeFileSync(session, data); });
peer.on('data', (data) => process.stdout.write(data));
peer.on('error', (error) => { console.error(error); process.exit(1); });
"""
SERVER = COMMON + """
options.cert = fs.readFileSync('server.pem');
options.key = fs.readFileSync('server.key');
if (cert === 'yes') {
  options.requestCert = true;
  options.rejectUnauthorized = true;
}
const server = tls.createServer(options, (peer) => {
  peer.on('error', () => {});
  peer.pipe(peer);
});
server.on('tlsClientError', () => {});
server.listen(0, '127.0.0.1', () => {
  console.log('port ' + server.address().port);
});
"""


def script(text):
    need("node")
    with open("peer.js", "w") as file:
        file.write(text)
    return ["node", "peer.js"]


@both_versions()
def node_is_served(version, cert):
    command = script(CLIENT)
    with serve(version, cert) as server:
        args = [*command, version, "yes" if cert else "no", str(server.port),
                os.path.abspath("session")]
        check_response(run(*args), version)
        check_response(run(*args), version, resumed=True)


@both_versions()
def node_is_spoken_with(version, cert):
    command = script(SERVER)
    with process(*command, version, "yes" if cert else "no") as peer:
        port = int(Lines(peer.stdout).find("port ").split()[1])
        check_echo(port, version, cert)
        check_resumed(port, version, cert)
        if cert:
            check_refused(port, version)


if __name__ == "__main__":
    main()
