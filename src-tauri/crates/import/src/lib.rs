//! Bytes in, an import report out: no disk, no network, no clock
