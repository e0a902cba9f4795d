//! Use-cases, session and error codes that the window and the command line share
