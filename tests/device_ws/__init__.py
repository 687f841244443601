"""The devices' door over real sockets: a real server, a real client library, and bytes written by hand."""
