/** A worker runs many specs in one process, and a service that one of them started has narrowed the file mode mask. */
process.umask(0o022);
