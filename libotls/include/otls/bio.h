/* SPDX-License-Identifier: ISC */
#ifndef OTLS_BIO_H
#define OTLS_BIO_H

/**
 * @file
 *
 * Bytes in and out: memory, pairs, files, descriptors and sockets behind one
 * set of functions.
 *
 * A read answers OTLS_OK with a length of 0 at the end of file and only
 * there, or where it was asked for 0 bytes. A write may take fewer bytes
 * than it was given and says how many it took; it answers an error only
 * where it took none.
 *
 * What a bio can't do answers OTLS_E_UNSUPPORTED:
 *
 * ========== ====== ====== ==== =============== ===== ============== ========
 * bio        read   write  gets seek/tell/reset fd    set_timeout_ms pending
 * ========== ====== ====== ==== =============== ===== ============== ========
 * memory     yes    yes    yes  yes             no    no             yes
 * null       yes    yes    yes  reset           no    no             yes
 * pair       yes    yes    no   no              no    no             yes
 * file       mode   mode   yes  regular files   yes   no             yes
 * atomic     no     yes    no   no              no    no             no
 * fd         yes    yes    no   regular files   yes   yes            yes
 * socket     yes    yes    no   no              yes   yes            yes
 * ========== ====== ====== ==== =============== ===== ============== ========
 *
 * All have flush, all but atomic have eof, pair and socket have
 * shutdown_write, and only atomic has commit.
 *
 * No function here raises SIGPIPE, whatever the process does with that
 * signal: where the other end is gone the answer is OTLS_E_CLOSED. A signal
 * that arrives while a call waits ends the call with OTLS_E_INTERRUPTED, no
 * byte is lost, and the call can be made again.
 *
 * A child made by fork() may go on using the bios it inherited. A bio that
 * another thread was using at that moment answers OTLS_E_FORKED there;
 * descriptors and sockets don't. A file bio with bytes in its buffer has
 * them in both processes: flush before fork(), or write in one of the two
 * only.
 */

#include <otls/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @function
 *
 * `otls_bio_memory_new` makes an empty memory bio and stores its handle in
 * |bio|; free it with `otls_bio_free`.
 *
 * It is like a file in memory with a place for reading: a write appends,
 * wherever reading stands; bytes that were read stay until the bio is reset
 * or freed, so that seek can go back to them. `otls_bio_seek` takes 0 to the
 * number of bytes held, `otls_bio_tell` says where reading stands, and
 * `otls_bio_reset` makes the bio as it was made. At most 1,610,612,732 bytes
 * fit. All is wiped when it goes. For a queue between two parts of a program
 * use `otls_bio_pair_new`, which holds no more than its capacity.
 *
 * Threads: any; calls on one bio take turns.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |bio| is NULL.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BUF_MEM_new(3).
 * @since 0.1
 */
OTLS_API int otls_bio_memory_new(otls_handle *bio);

/**
 * @function
 *
 * `otls_bio_memory_from` makes a memory bio that holds a copy of the
 * |data_len| bytes at |data| and stores its handle in |bio|; free it with
 * `otls_bio_free`. It differs from an empty one in what `otls_bio_reset`
 * makes of it: these bytes, to be read from the first.
 *
 * Threads: any; calls on one bio take turns.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |bio| is NULL, or |data| is NULL and |data_len| is not 0.
 * OTLS_E_LIMIT
 *     |data_len| is more than a memory bio holds.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BUF_MEM_new(3).
 * @since 0.1
 */
OTLS_API int otls_bio_memory_from(
    const void *data, size_t data_len, otls_handle *bio);

/**
 * @function
 *
 * `otls_bio_queue_new` makes a bio in memory that gives what was written to
 * it, in that order, and stores its handle in |bio|; free it with
 * `otls_bio_free`. Where it is empty, reading says OTLS_E_WANT_READ, until
 * `otls_bio_shutdown_write` has said that nothing more will be written: then
 * it is at its end. It forgets, and wipes, what was read.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |bio| is NULL.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls
 * @since 0.1
 */
OTLS_API int otls_bio_queue_new(otls_handle *bio);

/**
 * @function
 *
 * `otls_bio_null_new` makes a bio that takes and forgets all that is written
 * and is always at its end of file, and stores its handle in |bio|; free it
 * with `otls_bio_free`.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |bio| is NULL.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BIO_s_null(3).
 * @since 0.1
 */
OTLS_API int otls_bio_null_new(otls_handle *bio);

/**
 * @function
 *
 * `otls_bio_pair_new` makes two bios, each of which reads what is written to
 * the other, and stores their handles in |a| and |b|; free each with
 * `otls_bio_free`. Up to |capacity| bytes wait in each direction; 0 takes
 * OpenSSL's default of 17 KiB.
 *
 * No call waits: a read with nothing there answers OTLS_E_WANT_READ, a write
 * takes what there is room for, or answers OTLS_E_WANT_WRITE where there is
 * none. When one end is shut down for writing or freed, the other reads what
 * is left and then the end of file; when it is freed, a write to the other
 * answers OTLS_E_CLOSED.
 *
 * Threads: any; the ends may be used from different threads, and calls on
 * the two take turns.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |a| or |b| is NULL.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BIO_s_bio(3).
 * @since 0.1
 */
OTLS_API int otls_bio_pair_new(
    size_t capacity, otls_handle *a, otls_handle *b);

/**
 * @function
 *
 * `otls_bio_file_open` opens the file at |path|, a path as the operating
 * system takes it, and stores the handle of a bio for it in |bio|; free it
 * with `otls_bio_free`, which closes the file.
 *
 * |mode| is one of fopen's: r (read), w (write, emptied first), a (append),
 * r+ (both), w+ (both, emptied first), a+ (both, writes append); a b is
 * accepted and means nothing. A file that is made gets the mode 0666 less
 * the process's umask; for private files see `otls_bio_atomic_open`. The
 * descriptor is closed when the process executes another program.
 *
 * Reads and writes go through buffers of 64 KiB. Freeing the bio writes what
 * is left, but only `otls_bio_flush` can tell whether that worked: bytes
 * that couldn't be written stay in the buffer, and a flush after the cause
 * is gone writes them. A FIFO or a device waits as long as it takes, even
 * for its other end to be opened.
 *
 * Threads: any; calls on one bio take turns, also while one of them waits.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |path|, |mode| or |bio| is NULL.
 * OTLS_E_INVALID
 *     |mode| is none of the above.
 * OTLS_E_NOT_FOUND
 *     there is no such file, or a directory on the way is missing.
 * OTLS_E_PERMISSION
 *     the operating system refused access.
 * OTLS_E_IO
 *     |path| is a directory, or opening it failed otherwise.
 * OTLS_E_INTERRUPTED
 *     a signal arrived while a FIFO waited for its other end.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: POSIX open, fopen.
 * @since 0.1
 */
OTLS_API int otls_bio_file_open(
    const char *path, const char *mode, otls_handle *bio);

/**
 * @function
 *
 * `otls_bio_atomic_open` stores in |bio| the handle of a bio for writing a
 * file that will appear at |path|, a path as the operating system takes it,
 * when `otls_bio_atomic_commit` is called, and not before. Free it with
 * `otls_bio_free`; if it wasn't committed, nothing is left of it, and what
 * stood at |path| is as it was.
 *
 * The bytes go to an unnamed file in the directory of |path|; where the file
 * system has none, to a file there with a name of its own, .NAME.otls-1 or
 * another number. Only a process that is killed leaves it behind, and the
 * next `otls_bio_atomic_open` of the same |path| removes it, if it may. The
 * file has the mode 0600, also where it replaces one with another mode or
 * owner. A symbolic link is followed: the file it points at is replaced, the
 * link stays. Other hard links to a file that is replaced keep the old
 * bytes.
 *
 * What is neither a file nor a directory, such as a device or a FIFO, can't
 * be replaced: there the bytes are written at once through a buffer of
 * 64 KiB, and the commit writes what is left.
 *
 * Threads: any; calls on one bio take turns.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |path| or |bio| is NULL.
 * OTLS_E_NOT_FOUND
 *     the directory doesn't exist.
 * OTLS_E_PERMISSION
 *     the operating system refused to make a file in the directory.
 * OTLS_E_IO
 *     |path| is a directory, links lead in a circle, or making the file
 *     failed otherwise.
 * OTLS_E_INTERRUPTED
 *     a signal arrived while a FIFO waited for its other end.
 * OTLS_E_RANDOM
 *     the system has no random bytes for a name.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: POSIX rename, Linux open(2) O_TMPFILE.
 * @since 0.1
 */
OTLS_API int otls_bio_atomic_open(const char *path, otls_handle *bio);

/**
 * @function
 *
 * `otls_bio_atomic_commit` writes out what |bio|, an atomic bio, has in its
 * buffer, makes it durable, gives it its name, and makes the name durable.
 * Other processes see the old file or the whole new one, at any moment. The
 * bio takes no more bytes; it is still to be freed.
 *
 * Threads: any; calls on one bio take turns.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_UNSUPPORTED
 *     |bio| is not an atomic bio.
 * OTLS_E_INVALID
 *     |bio| was committed before.
 * OTLS_E_IO
 *     writing failed, or what stands at the path is no file any more: the
 *     old file is as it was, and the call can be made again. Or only the
 *     last step failed, of which the message says so: the new file is in
 *     place, but a power failure could bring back the old one.
 * OTLS_E_PERMISSION
 *     the operating system refused to replace the file.
 * OTLS_E_NOT_FOUND
 *     the directory was removed meanwhile.
 * OTLS_E_CLOSED
 *     the target is a FIFO, and nobody reads from it.
 * OTLS_E_INTERRUPTED
 *     a signal arrived before it was done: call again.
 * OTLS_E_FORKED
 *     another thread was using |bio| when the process forked.
 * OTLS_E_RANDOM
 *     the system has no random bytes for a name.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: POSIX fsync, rename.
 * @since 0.1
 */
OTLS_API int otls_bio_atomic_commit(otls_handle bio);

/**
 * @function
 *
 * `otls_bio_fd_new` makes a bio over the open descriptor |fd| and stores its
 * handle in |bio|; free it with `otls_bio_free`, which closes |fd| if
 * |close_fd| is not 0. After a failure |fd| is still the caller's.
 *
 * It has no buffer: each call is at least one system call. It works whether
 * or not |fd| has O_NONBLOCK and never changes that flag. How long calls
 * wait says `otls_bio_set_timeout_ms`. With a time limit, a descriptor that
 * is neither a file, a pipe nor a socket and lacks O_NONBLOCK may make a
 * write wait longer.
 *
 * Threads: any; one thread may read while another writes. Two that read, or
 * two that write, share the bytes between them. A free doesn't end the wait
 * of another thread.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |bio| is NULL.
 * OTLS_E_INVALID
 *     |fd| is not an open descriptor.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: POSIX read, write, poll.
 * @since 0.1
 */
OTLS_API int otls_bio_fd_new(int fd, int close_fd, otls_handle *bio);

/**
 * @function
 *
 * `otls_bio_socket_new` makes a bio over the connected stream socket |fd|
 * and stores its handle in |bio|; free it with `otls_bio_free`, which closes
 * |fd| if |close_fd| is not 0. After a failure |fd| is still the caller's.
 * All that `otls_bio_fd_new` says holds here too; beyond it a socket can be
 * shut down for writing, and time limits hold for every call.
 *
 * Threads: any; one thread may read while another writes. A free doesn't end
 * the wait of another thread: shutdown(2) of the socket does.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_NULL
 *     |bio| is NULL.
 * OTLS_E_INVALID
 *     |fd| is not an open descriptor, or not that of a socket.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_HANDLE_LIMIT
 *     no more handles can be issued.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: POSIX recv, send, poll.
 * @since 0.1
 */
OTLS_API int otls_bio_socket_new(int fd, int close_fd, otls_handle *bio);

/**
 * @function
 *
 * `otls_bio_free` frees |bio|; 0 is allowed and does nothing. A file bio
 * writes what is in its buffer, whether that works or not (see
 * `otls_bio_flush`); an atomic one that wasn't committed leaves nothing.
 *
 * Threads: any; a call that is inside |bio| goes on undisturbed, and the bio
 * goes with the last of them.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio (a second free is OTLS_E_HANDLE_STALE).
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_bio_free(otls_handle bio);

/**
 * @function
 *
 * `otls_bio_read` reads at most |cap| bytes from |bio| into |buf| and stores
 * in |len| how many it read. It waits, if it has to, for the first of them
 * and not for all. 0 bytes are the end of file, unless |cap| is 0.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_UNSUPPORTED
 *     |bio| doesn't read, or was opened for writing only.
 * OTLS_E_WANT_READ
 *     nothing is there, and |bio| doesn't wait.
 * OTLS_E_TIMEOUT
 *     nothing came within the time limit.
 * OTLS_E_INTERRUPTED
 *     a signal arrived first: call again.
 * OTLS_E_CLOSED
 *     the connection was reset.
 * OTLS_E_IO
 *     the operating system failed to read, or to write what the file bio
 *     had in its buffer.
 * OTLS_E_FORKED
 *     another thread was using |bio| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BIO_read_ex(3), POSIX read.
 * @since 0.1
 */
OTLS_API int otls_bio_read(
    otls_handle bio, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_bio_write` writes the |data_len| bytes at |data| to |bio| and stores
 * in |written| how many it took. It waits until all are taken if it may
 * wait; where a signal, the time limit, a full pair or an error stops it
 * after some, it answers OTLS_OK with their number, and the next call meets
 * the cause.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_NULL
 *     |written| is NULL, or |data| is NULL and |data_len| is not 0.
 * OTLS_E_UNSUPPORTED
 *     |bio| was opened for reading only.
 * OTLS_E_INVALID
 *     |bio| is an atomic bio and was committed.
 * OTLS_E_LIMIT
 *     |bio| is a memory bio and can't hold that much.
 * OTLS_E_WANT_WRITE
 *     there is no room for a single byte, and |bio| doesn't wait.
 * OTLS_E_TIMEOUT
 *     nothing could be written within the time limit.
 * OTLS_E_INTERRUPTED
 *     a signal arrived first: call again.
 * OTLS_E_CLOSED
 *     the other end is gone, or |bio| was shut down for writing.
 * OTLS_E_IO
 *     the operating system failed to write.
 * OTLS_E_FORKED
 *     another thread was using |bio| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BIO_write_ex(3), POSIX write.
 * @since 0.1
 */
OTLS_API int otls_bio_write(
    otls_handle bio, const void *data, size_t data_len, size_t *written);

/**
 * @function
 *
 * `otls_bio_gets` reads a line from |bio| into |buf|, with its newline,
 * writes a NUL behind it, and stores in |len| its bytes without that NUL. At
 * most |cap| - 1 bytes are read: a longer line arrives in pieces, of which
 * only the last ends in a newline. The last line of a file may have none. 0
 * bytes are the end of file.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_NULL
 *     |len| is NULL, or |buf| is NULL and |cap| is not 0.
 * OTLS_E_TOO_SMALL
 *     |cap| is less than 2, and has no room for a byte and a NUL.
 * OTLS_E_UNSUPPORTED
 *     |bio| has no lines, or was opened for writing only.
 * OTLS_E_INTERRUPTED
 *     a signal arrived before the line was whole: call again.
 * OTLS_E_IO
 *     the operating system failed to read.
 * OTLS_E_FORKED
 *     another thread was using |bio| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BIO_gets(3).
 * @since 0.1
 */
OTLS_API int otls_bio_gets(
    otls_handle bio, void *buf, size_t cap, size_t *len);

/**
 * @function
 *
 * `otls_bio_puts` writes |text|, without its NUL and with nothing added, to
 * |bio|, and stores in |written| how many bytes it took, as
 * `otls_bio_write` does.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_NULL
 *     |text| or |written| is NULL.
 * OTLS_E_UNSUPPORTED
 *     |bio| was opened for reading only.
 * OTLS_E_INVALID
 *     |bio| is an atomic bio and was committed.
 * OTLS_E_LIMIT
 *     |bio| is a memory bio and can't hold that much.
 * OTLS_E_WANT_WRITE
 *     there is no room for a single byte, and |bio| doesn't wait.
 * OTLS_E_TIMEOUT
 *     nothing could be written within the time limit.
 * OTLS_E_INTERRUPTED
 *     a signal arrived first: call again.
 * OTLS_E_CLOSED
 *     the other end is gone, or |bio| was shut down for writing.
 * OTLS_E_IO
 *     the operating system failed to write.
 * OTLS_E_FORKED
 *     another thread was using |bio| when the process forked.
 * OTLS_E_NO_MEMORY
 *     memory has run out.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BIO_puts(3).
 * @since 0.1
 */
OTLS_API int otls_bio_puts(otls_handle bio, const char *text, size_t *written);

/**
 * @function
 *
 * `otls_bio_seek` makes |offset|, in bytes from the first, the place where
 * |bio| reads on, and a file writes on. In a memory bio it moves reading
 * alone, and reaches no further than the last byte.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_UNSUPPORTED
 *     |bio| has no places, or its file is a FIFO or the like.
 * OTLS_E_INVALID
 *     |offset| is negative, or beyond what a memory bio holds.
 * OTLS_E_IO
 *     the operating system failed to seek, or to write what was buffered.
 * OTLS_E_FORKED
 *     another thread was using |bio| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BIO_seek(3), POSIX lseek.
 * @since 0.1
 */
OTLS_API int otls_bio_seek(otls_handle bio, int64_t offset);

/**
 * @function
 *
 * `otls_bio_tell` stores in |offset| the place, in bytes from the first,
 * where |bio| reads on, and a file writes on; buffered bytes are counted as
 * read or written only where the caller did that.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_NULL
 *     |offset| is NULL.
 * OTLS_E_UNSUPPORTED
 *     |bio| has no places, or its file is a FIFO or the like.
 * OTLS_E_IO
 *     the operating system failed, or couldn't append what was buffered.
 * OTLS_E_FORKED
 *     another thread was using |bio| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BIO_tell(3), POSIX lseek.
 * @since 0.1
 */
OTLS_API int otls_bio_tell(otls_handle bio, int64_t *offset);

/**
 * @function
 *
 * `otls_bio_eof` answers whether |bio| is known to be at its end of file,
 * without waiting: a memory bio with nothing left, a pair whose other end is
 * shut down or gone with nothing left; a file, descriptor or socket once a
 * read has met the end.
 *
 * Threads: any.
 *
 * Returns 1 at the end of file, 0 otherwise, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_UNSUPPORTED
 *     |bio| doesn't read.
 * OTLS_E_FORKED
 *     another thread was using |bio| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BIO_eof(3).
 * @since 0.1
 */
OTLS_API int otls_bio_eof(otls_handle bio);

/**
 * @function
 *
 * `otls_bio_flush` hands what |bio| has buffered for writing to the
 * operating system. For a file bio it is the one way to learn whether all
 * was written: call it before `otls_bio_free`. It doesn't make the bytes
 * durable; `otls_bio_atomic_commit` does.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_IO
 *     the operating system failed to write; the bytes are kept, and the call
 *     can be made again.
 * OTLS_E_CLOSED
 *     nobody reads from the FIFO any more.
 * OTLS_E_INTERRUPTED
 *     a signal arrived before all was written: call again.
 * OTLS_E_FORKED
 *     another thread was using |bio| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BIO_flush(3).
 * @since 0.1
 */
OTLS_API int otls_bio_flush(otls_handle bio);

/**
 * @function
 *
 * `otls_bio_reset` takes |bio| back to its beginning: a file or a descriptor
 * to its first byte, a memory bio to the bytes that it was made with, of
 * which none is read.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_UNSUPPORTED
 *     |bio| has no places, or its file is a FIFO or the like.
 * OTLS_E_IO
 *     the operating system failed to seek, or to write what was buffered.
 * OTLS_E_FORKED
 *     another thread was using |bio| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BIO_reset(3).
 * @since 0.1
 */
OTLS_API int otls_bio_reset(otls_handle bio);

/**
 * @function
 *
 * `otls_bio_pending` stores in |bytes| how many bytes can be read from |bio|
 * without a system call. For descriptors and sockets, which have no buffer,
 * that is 0 whatever waits there.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_NULL
 *     |bytes| is NULL.
 * OTLS_E_UNSUPPORTED
 *     |bio| doesn't read.
 * OTLS_E_FORKED
 *     another thread was using |bio| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BIO_pending(3).
 * @since 0.1
 */
OTLS_API int otls_bio_pending(otls_handle bio, int64_t *bytes);

/**
 * @function
 *
 * `otls_bio_set_timeout_ms` sets how long, in milliseconds, one call that
 * reads or writes may wait for the descriptor of |bio|: -1, as it is at
 * first, for as long as it takes, 0 not at all, else |timeout_ms|, counted
 * by a clock that nobody sets. The limit is for the whole call, however
 * slowly bytes trickle. Calls that are waiting already keep their limit.
 * Regular files never wait.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_UNSUPPORTED
 *     |bio| is neither a descriptor nor a socket.
 * OTLS_E_INVALID
 *     |timeout_ms| is less than -1.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: libotls.
 * @since 0.1
 */
OTLS_API int otls_bio_set_timeout_ms(otls_handle bio, int64_t timeout_ms);

/**
 * @function
 *
 * `otls_bio_shutdown_write` ends the writing on |bio|: the other side reads
 * what was written and then the end of file; reading goes on.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_UNSUPPORTED
 *     |bio| is neither a socket nor an end of a pair.
 * OTLS_E_CLOSED
 *     the socket is not connected.
 * OTLS_E_IO
 *     the operating system failed.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: POSIX shutdown, OpenSSL BIO_shutdown_wr(3).
 * @since 0.1
 */
OTLS_API int otls_bio_shutdown_write(otls_handle bio);

/**
 * @function
 *
 * `otls_bio_fd` stores in |fd| the descriptor of |bio|, to wait for it in an
 * event loop. It stays the bio's.
 *
 * Threads: any.
 *
 * Returns OTLS_OK, or:
 *
 * OTLS_E_HANDLE_*
 *     |bio| names no bio.
 * OTLS_E_NULL
 *     |fd| is NULL.
 * OTLS_E_UNSUPPORTED
 *     |bio| has no descriptor.
 * OTLS_E_FORKED
 *     another thread was using |bio| when the process forked.
 * OTLS_E_SHUTDOWN
 *     the process is exiting.
 *
 * Source: OpenSSL BIO_get_fd(3).
 * @since 0.1
 */
OTLS_API int otls_bio_fd(otls_handle bio, int64_t *fd);

#ifdef __cplusplus
}
#endif

#endif
