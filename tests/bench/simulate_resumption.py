# SPDX-License-Identifier: ISC
"""How many connections resume, by hosts, by how long a session lives, by how
often ticket keys change, and by what a store has room for.

usage: simulate_resumption.py [--clients N] [--hours H] [--seed S]

Nothing is measured here: it is a model. Clients come back after gaps that are
exponential, with a mean for each client from five minutes to a week
(log-uniform, so that a few clients are most of the traffic). Each visit goes to a host
chosen at random. What counts is the share of visits, first ones left out,
that find their session.
"""

import argparse
import collections
import heapq
import random

MINUTE, HOUR, DAY = 60, 3600, 86400
SHORT, LONG = 5 * MINUTE, 7 * DAY


class Own:
    """Each host has a ticket key of its own, and gets another when it
    restarts: what OpenSSL does by itself."""

    def __init__(self, hosts, life, restart=DAY):
        self.hosts, self.life, self.restart = hosts, life, restart

    def opens(self, given, host, now):
        return (given.host == host and now - given.time < self.life and
                (now + host * 977) // self.restart ==
                (given.time + host * 977) // self.restart)

    def keep(self, given):
        pass


class Shared:
    """All hosts derive the same keys; a ticket opens in the window of its key
    and in the next."""

    def __init__(self, hosts, life, rotation):
        self.hosts, self.life, self.rotation = hosts, life, rotation

    def opens(self, given, host, now):
        return (now - given.time < self.life and
                now // self.rotation - given.time // self.rotation <= 1)

    def keep(self, given):
        pass


class Stored:
    """A store that all hosts share, which has room for so many sessions and
    gives up the one that was used least recently."""

    def __init__(self, hosts, life, room):
        self.hosts, self.life, self.room = hosts, life, room
        self.kept = collections.OrderedDict()

    def opens(self, given, host, now):
        return (self.kept.get(given.client) is given and
                now - given.time < self.life)

    def keep(self, given):
        self.kept[given.client] = given
        self.kept.move_to_end(given.client)
        if len(self.kept) > self.room:
            self.kept.popitem(last=False)


Session = collections.namedtuple("Session", "client host time")


def simulate(way, clients, hours, seed):
    random.seed(seed)
    means = [SHORT * (LONG / SHORT) ** random.random()
             for _ in range(clients)]
    visits = [(random.expovariate(1 / mean), n)
              for n, mean in enumerate(means)]
    heapq.heapify(visits)
    have = {}
    found = asked = 0
    while visits and visits[0][0] < hours * HOUR:
        now, client = heapq.heappop(visits)
        host = random.randrange(way.hosts)
        if client in have:
            asked += 1
            found += way.opens(have[client], host, now)
        have[client] = Session(client, host, now)
        way.keep(have[client])
        gap = max(1.0, random.expovariate(1 / means[client]))
        heapq.heappush(visits, (now + gap, client))
    return found / max(asked, 1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--hours", type=int, default=48)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    n = args.clients

    def row(title, values):
        print("%-44s" % title + "".join("%8.1f" % (100 * v) for v in values))
        return values

    def run(way):
        return simulate(way, n, args.hours, args.seed)

    hosts = (1, 2, 4, 16)
    print("%d clients, %d hours; per cent of visits that resume\n"
          % (n, args.hours))
    print("%-44s" % "sessions live 2 hours; hosts:" +
          "".join("%8d" % h for h in hosts))
    row("each host its own key, a restart a day",
        [run(Own(h, 2 * HOUR)) for h in hosts])
    row("derived keys, every 12 hours",
        [run(Shared(h, 2 * HOUR, 12 * HOUR)) for h in hosts])
    row("a store with room for all",
        [run(Stored(h, 2 * HOUR, n)) for h in hosts])
    lives = (5 * MINUTE, HOUR, 2 * HOUR, 12 * HOUR, DAY, 7 * DAY)
    print("\n%-44s" % "four hosts; sessions live, in hours:" +
          "".join("%8.2f" % (life / HOUR) for life in lives))
    for rotation in (HOUR, 12 * HOUR, DAY):
        row("derived keys, every %d hours" % (rotation // HOUR),
            [run(Shared(4, life, rotation)) for life in lives])
    for part in (0.05, 0.2, 1):
        row("a store with room for %d %% of the clients" % (100 * part),
            [run(Stored(4, life, int(part * n))) for life in lives])


main()
