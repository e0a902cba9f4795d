//! Reading what grows as it is unpacked: bounded, and without copies left behind in memory.

use std::io::{self, Read};
use zeroize::Zeroizing;

/// First piece of memory, whatever size is claimed.
const FIRST: usize = 64 << 10;

/// All of it; `None` where it has more than `room` bytes. Memory is wiped where it moves.
pub(crate) fn all(mut source: impl Read, room: usize) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(FIRST));
    loop {
        if bytes.len() == bytes.capacity() {
            let mut wider = Zeroizing::new(Vec::with_capacity(bytes.capacity().saturating_mul(2)));
            wider.extend_from_slice(&bytes);
            bytes = wider;
        }
        let free = bytes.capacity() - bytes.len();
        let left = room.saturating_add(1).saturating_sub(bytes.len());
        let mut part = source.by_ref().take(free.min(left) as u64);
        if part.read_to_end(&mut bytes)? == 0 {
            return Ok(Some(bytes));
        }
        if bytes.len() > room {
            return Ok(None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_so_much_and_no_more() {
        let long = vec![7_u8; 3 * FIRST + 5];
        let read = |room| {
            all(long.as_slice(), room)
                .expect("memory")
                .map(|bytes| bytes.len())
        };
        assert_eq!(read(long.len()), Some(long.len()));
        assert_eq!(read(long.len() - 1), None);
        assert_eq!(read(0), None);
        assert_eq!(
            all(&[][..], 0).expect("memory").map(|bytes| bytes.len()),
            Some(0)
        );
    }
}
