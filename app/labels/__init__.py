"""What goes on a label: payloads and QR codes. Text in, bytes out, no I/O."""
