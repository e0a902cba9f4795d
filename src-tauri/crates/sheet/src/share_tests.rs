use super::*;
use proptest::prelude::*;

/// A generator for tests: splitmix64.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn places(&mut self, count: usize, from: usize) -> Vec<usize> {
        let mut places = Vec::new();
        while places.len() < count {
            let place = from + self.below(LENGTH - from);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places.sort_unstable();
        places
    }
}

impl Randomness for Seeded {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), RandomnessError> {
        buffer.fill_with(|| self.next() as u8);
        Ok(())
    }
}

struct Broken;

impl Randomness for Broken {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), RandomnessError> {
        Err(RandomnessError)
    }
}

fn key(seed: u64) -> PaperKeyBytes {
    let mut bytes = [0; 32];
    Seeded(seed).fill(&mut bytes).expect("never fails");
    PaperKeyBytes::new(&bytes)
}

fn set(first: u8) -> SetId {
    SetId::of(&SheetId::from_random([first, 1, 2, 3, 4]))
}

fn shares(seed: u64, needed: u8, count: u8) -> Vec<Share> {
    split(&key(seed), set(1), needed, count, &mut Seeded(seed + 1)).expect("splits")
}

fn with(text: &str, changes: &[(usize, char)]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for (place, c) in changes {
        text[*place] = *c;
    }
    text.into_iter().collect()
}

/// Another character of the alphabet.
fn other(c: char, random: &mut Seeded) -> char {
    loop {
        let other = Fe::from_bits(random.next() as u8).to_char();
        if other != c {
            return other;
        }
    }
}

#[test]
fn every_subset_restores_and_fewer_do_not() {
    for (needed, count) in [(2, 2), (2, 3), (3, 5), (4, 6), (5, 6), (9, 9)] {
        let all = shares(u64::from(needed), needed, count);
        assert_eq!(all.len(), usize::from(count));
        let chosen = subsets(all.len(), needed.into()).expect("few");
        for subset in chosen {
            let subset: Vec<_> = subset.iter().rev().map(|at| all[*at].clone()).collect();
            assert_eq!(combine(&subset), Ok(key(needed.into())));
            let fewer = &subset[1..];
            let have = needed - 1;
            assert_eq!(combine(fewer), Err(CombineError::TooFew { have, needed }));
        }
        assert_eq!(combine(&all), Ok(key(needed.into())));
    }
}

#[test]
fn the_largest_set_restores_from_any_of_its_ends() {
    let all = shares(40, 9, 31);
    let last: Vec<_> = all[22..].to_vec();
    let spread: Vec<_> = all.iter().step_by(4).chain(&all[1..2]).cloned().collect();
    assert_eq!(combine(&last), Ok(key(40)));
    assert_eq!(combine(&spread), Ok(key(40)));
    let numbers: Vec<u8> = all.iter().map(Share::number).collect();
    assert_eq!(numbers, (1..=31).collect::<Vec<_>>());
}

#[test]
fn numbers_that_make_no_sense_are_refused_and_so_is_a_lack_of_randomness() {
    let split = |needed, count| split(&key(1), set(1), needed, count, &mut Seeded(1)).err();
    for needed in [0, 1, 10, 255] {
        assert_eq!(split(needed, 31), Some(ShareError::Needed { needed }));
    }
    for (needed, count) in [(3, 2), (2, 32), (9, 8), (2, 0)] {
        assert_eq!(
            split(needed, count),
            Some(ShareError::Count { needed, count })
        );
    }
    let error = super::split(&key(1), set(1), 2, 3, &mut Broken).err();
    assert_eq!(error, Some(ShareError::Randomness(RandomnessError)));
}

#[test]
fn what_does_not_belong_together_is_told_apart() {
    let all = shares(1, 3, 5);
    let pick = |at: &[usize]| at.iter().map(|at| all[*at].clone()).collect::<Vec<_>>();
    assert_eq!(combine(&[]), Err(CombineError::None));
    let error = CombineError::Twice {
        index: 'A',
        have: 2,
        needed: 3,
    };
    assert_eq!(combine(&pick(&[0, 1, 0])), Err(error));
    assert_eq!(combine(&pick(&[0, 1, 0, 2])), Ok(key(1)));
    let foreign = split(&key(1), set(9), 3, 5, &mut Seeded(7)).expect("splits");
    let mut mixed = pick(&[0, 1]);
    mixed.push(foreign[2].clone());
    let (first, other) = (set(1), set(9));
    assert_eq!(
        combine(&mixed),
        Err(CombineError::DifferentSets { first, other })
    );
    // A second set of the same name: the same key split once more.
    let again = split(&key(1), set(1), 3, 5, &mut Seeded(8)).expect("splits");
    let mut forged = pick(&[0, 1, 2]);
    forged.push(again[0].clone());
    assert_eq!(
        combine(&forged),
        Err(CombineError::Contradicts { index: 'A' })
    );
    let mut forged = pick(&[0, 1, 2]);
    forged.push(again[3].clone());
    assert_eq!(combine(&forged), Err(CombineError::Inconsistent));
    let two = split(&key(1), set(1), 2, 5, &mut Seeded(9)).expect("splits");
    let mixed = [all[0].clone(), two[1].clone()];
    assert_eq!(
        combine(&mixed),
        Err(CombineError::DifferentNeeds { set: set(1) })
    );
}

#[test]
fn a_share_is_74_characters_and_says_what_it_is() {
    for share in shares(3, 2, 3) {
        let text = share.text();
        assert_eq!(text.expose().len(), LENGTH);
        assert!(
            text.expose()
                .starts_with(&format!("RE12{}{}", set(1), share.index()))
        );
        assert_eq!((share.needed(), share.set()), (2, set(1)));
        let shown = format!("{share:?}");
        assert!(shown.contains("[redacted]") && !shown.contains(&text.expose()[10..20]));
        for written in [
            text.expose().to_lowercase(),
            crate::line::grouped(text.expose(), 4),
            crate::line::grouped(text.expose(), 7).replace(' ', "-\n"),
        ] {
            let read = Share::parse(&written).expect("the same share");
            assert_eq!((read.share, read.corrected), (share.clone(), Vec::new()));
        }
    }
}

/// BIP-93's arithmetic by another hand: shares of its vectors 2 and 3, with the prefix `ms`.
#[test]
fn the_shares_of_bip_93_interpolate_to_its_secrets() {
    let share = |text: &str| {
        let mut symbols = [Fe::ZERO; SYMBOLS];
        for (symbol, c) in symbols.iter_mut().zip(text.chars().skip(LEAD)) {
            *symbol = Fe::from_char(c).expect("bech32");
        }
        Share { symbols }
    };
    let at = |given: &[&str], index: char| {
        let given: Vec<Share> = given.iter().map(|text| share(text)).collect();
        let given: Vec<&Share> = given.iter().collect();
        let point = Share::interpolated(&given, Fe::from_char(index).expect("bech32"));
        let text: String = point.symbols.iter().take(45).map(|s| s.to_char()).collect();
        format!("ms1{}", text.to_lowercase())
    };
    let two = [
        "MS12NAMEA320ZYXWVUTSRQPNMLKJHGFEDCAXRPP870HKKQRM",
        "MS12NAMECACDEFGHJKLMNPQRSTUVWXYZ023FTR2GDZMPY6PN",
    ];
    assert_eq!(
        at(&two, 'd'),
        "ms12namedll4f8jlh4e5vdvuldlfxu2jhdnlsm97xvenrxeg"
    );
    assert_eq!(
        at(&two, 's'),
        "ms12names6xqguzttxkeqnjsjzv4jv3nz5k3kwgsphuh6evw"
    );
    let three = [
        "ms13cashsllhdmn9m42vcsamx24zrxgs3qqjzqud4m0d6nln",
        "ms13casha320zyxwvutsrqpnmlkjhgfedca2a8d0zehn8a0t",
        "ms13cashcacdefghjklmnpqrstuvwxyz023949xq35my48dr",
    ];
    assert_eq!(
        at(&three, 'd'),
        "ms13cashd0wsedstcdcts64cd7wvy4m90lm28w4ffupqs7rm"
    );
    assert_eq!(
        at(&three, 'e'),
        "ms13casheekgpemxzshcrmqhaydlp6yhms3ws7320xyxsar9"
    );
    assert_eq!(
        at(&three, 'f'),
        "ms13cashf8jh6sdrkpyrsp5ut94pj8ktehhw2hfvyrj48704"
    );
}

/// Vector 4: the 32 bytes of a secret.
#[test]
fn bytes_and_symbols_are_those_of_bip_93() {
    let bytes = [
        0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0,
    ];
    let key = PaperKeyBytes::new(&[bytes, bytes].concat().try_into().expect("32 bytes"));
    let text: String = payload_of(&key).iter().map(|s| s.to_char()).collect();
    assert_eq!(
        text.to_lowercase(),
        "llhdmn9m42vcsamx24zrxgs3qrl7ahwvhw4fnzrhve25gvezzyqq"
    );
}

#[test]
fn one_to_four_wrong_characters_are_repaired() {
    let random = &mut Seeded(5);
    let share = &shares(11, 3, 5)[1];
    let text = share.text();
    let right: Vec<char> = text.expose().chars().collect();
    for wrong in 1..=4 {
        for _ in 0..60 {
            let places = random.places(wrong, LEAD);
            let changes: Vec<_> = places
                .iter()
                .map(|at| (*at, other(right[*at], random)))
                .collect();
            let read = Share::parse(&with(text.expose(), &changes)).expect("repaired");
            let corrected: Vec<_> = places.iter().map(|place| place + 1).collect();
            assert_eq!((&read.share, read.corrected), (share, corrected));
        }
    }
}

#[test]
fn five_and_more_wrong_characters_are_refused() {
    let random = &mut Seeded(6);
    let share = &shares(12, 2, 3)[2];
    let text = share.text();
    let right: Vec<char> = text.expose().chars().collect();
    for wrong in [5, 6, 7, 8, 9, 12, 20, 40, 71] {
        for _ in 0..60 {
            let places = random.places(wrong, LEAD);
            let changes: Vec<_> = places
                .iter()
                .map(|at| (*at, other(right[*at], random)))
                .collect();
            let error = Share::parse(&with(text.expose(), &changes)).err();
            assert_eq!(error, Some(ParseError::Damaged), "{wrong} wrong");
        }
    }
}

#[test]
fn eight_unreadable_characters_are_filled_in_and_nine_are_not() {
    let random = &mut Seeded(7);
    let share = &shares(13, 2, 3)[0];
    let text = share.text();
    for (unreadable, fills) in [(1, true), (8, true), (9, false)] {
        for _ in 0..20 {
            let places = random.places(unreadable, LEAD);
            let changes: Vec<_> = places.iter().map(|at| (*at, '?')).collect();
            let read = Share::parse(&with(text.expose(), &changes));
            assert_eq!(read.is_ok_and(|read| read.share == *share), fills);
        }
    }
}

#[test]
fn a_lost_or_doubled_character_and_lookalikes_are_mended() {
    let share = &shares(14, 2, 3)[0];
    let text = share.text();
    let right: Vec<char> = text.expose().chars().collect();
    for place in (LEAD..LENGTH).step_by(5) {
        let mut lost = right.clone();
        lost.remove(place);
        let lost: String = lost.into_iter().collect();
        assert_eq!(
            Share::parse(&lost).map(|read| read.share).as_ref(),
            Ok(share)
        );
        let mut doubled = right.clone();
        doubled.insert(place, right[place]);
        let doubled: String = doubled.into_iter().collect();
        let read = Share::parse(&doubled).expect("mended");
        assert_eq!((&read.share, read.corrected.len()), (share, 1));
    }
    let alike = text
        .expose()
        .replace('0', "O")
        .replace('8', "B")
        .replace('L', "I");
    let alike = alike.replacen("REI", "RE1", 1);
    assert_eq!(
        Share::parse(&alike).map(|read| read.share).as_ref(),
        Ok(share)
    );
    let slip = text.expose().replacen("RE1", "PE1", 1);
    let read = Share::parse(&slip).expect("the prefix is known");
    assert_eq!((&read.share, read.corrected), (share, vec![1]));
}

#[test]
fn other_texts_are_told_apart() {
    let identity = key(1).identity();
    for text in [
        "",
        "RE",
        "RE1:4W0ZK3NM:D02/05:2061:7F3A:MFZXG",
        identity.expose(),
        "hello",
    ] {
        assert_eq!(
            Share::parse(text).err(),
            Some(ParseError::NotAShare),
            "{text}"
        );
    }
    let share = shares(1, 2, 2).remove(0).text();
    let cut = &share.expose()[..70];
    assert_eq!(
        Share::parse(cut).err(),
        Some(ParseError::Length { have: 70 })
    );
    // The key itself in this form, and thresholds that no set has, are no shares.
    let whole = Share::new(2, set(1), SECRET, &payload_of(&key(1)));
    assert_eq!(
        Share::parse(whole.text().expose()).err(),
        Some(ParseError::Damaged)
    );
    let index = Fe::from_char('A').expect("bech32");
    let single = Share::new(0, set(1), index, &payload_of(&key(1)));
    assert_eq!(
        Share::parse(single.text().expose()).err(),
        Some(ParseError::Damaged)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_key_survives(bytes in any::<[u8; 32]>(), seed in any::<u64>(), needed in 2_u8..=9, more in 0_u8..=4) {
        let key = PaperKeyBytes::new(&bytes);
        let all = split(&key, set(3), needed, needed + more, &mut Seeded(seed)).expect("splits");
        let texts: Vec<_> = all.iter().map(Share::text).collect();
        let read: Vec<Share> = texts
            .iter()
            .rev()
            .take(needed.into())
            .map(|text| Share::parse(text.expose()).expect("reads").share)
            .collect();
        prop_assert_eq!(combine(&read), Ok(key));
    }

    #[test]
    fn nothing_panics(text in "(RE1|re1|RE!)?[A-Z0-9?]{60,80}\\PC{0,4}") {
        let _ = Share::parse(&text);
        let _ = PaperKeyBytes::parse(&format!("AGE-SECRET-KEY-1{text}"));
    }
}
