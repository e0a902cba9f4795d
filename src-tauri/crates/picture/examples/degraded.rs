//! 300 degraded pictures through our decoder and through zbarimg (Debian's zbar-tools), and what each
//! reads of them. The pictures are the same in every run. `cargo xtask bench` runs it in release.
#![allow(clippy::expect_used)]

#[path = "../tests/scene/mod.rs"]
mod scene;

use image::{GrayImage, imageops};
use qrcode::EcLevel;
use scene::*;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// Pictures of each kind.
const EACH: u32 = 30;

/// A picture and how many codes it shows.
struct Scene {
    bytes: Vec<u8>,
    expected: Vec<String>,
}

/// Numbers in a range, the same in every run.
struct Dice(Random);

impl Dice {
    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (self.0.next() % 10_000) as f32 / 10_000.0 * (high - low)
    }

    fn whole(&mut self, low: u32, high: u32) -> u32 {
        low + self.0.next() % (high - low + 1)
    }
}

/// One code, most of a key URI, some as long as a transfer of several accounts.
fn content(n: u32) -> String {
    if n.is_multiple_of(5) {
        format!(
            "otpauth-migration://offline?data={}",
            "CjEKCkhlbGxvId6tvu8".repeat(12 + n as usize % 7)
        )
    } else {
        uri(n)
    }
}

fn drawn(n: u32, module: u32) -> GrayImage {
    code(content(n).as_bytes(), EcLevel::M, module)
}

type Degrade = fn(&mut Dice, u32) -> GrayImage;

const KINDS: [(&str, Degrade); 9] = [
    ("rotated up to 30 degrees", |dice, n| {
        let turn = dice.between(-30.0, 30.0);
        rotated(&drawn(n, dice.whole(3, 6)), turn)
    }),
    ("tilted up to 20 degrees", |dice, n| {
        let tilt = dice.between(5.0, 20.0);
        let picture = tilted(&drawn(n, dice.whole(4, 6)), tilt);
        if n.is_multiple_of(2) {
            imageops::rotate90(&picture)
        } else {
            picture
        }
    }),
    ("blurred", |dice, n| {
        let module = dice.whole(4, 8);
        imageops::blur(&drawn(n, module), module as f32 * dice.between(0.25, 0.62))
    }),
    ("low in contrast", |dice, n| {
        let dark = dice.whole(60, 180);
        let light = dark + dice.whole(8, 40);
        let faint = faint(&drawn(n, dice.whole(4, 6)), dark as u8, light as u8);
        noisy(&faint, dice.whole(1, 6) as i32)
    }),
    ("inverted", |dice, n| {
        let picture = screenshot(900, 700, &[(200, 100, drawn(n, dice.whole(3, 5)))]);
        scaled(&inverted(&picture), dice.between(0.7, 1.3))
    }),
    ("tiny", |dice, n| {
        let small = scaled(&drawn(n, 6), dice.between(1.3, 2.4) / 6.0);
        screenshot(
            800,
            600,
            &[(dice.whole(150, 400), dice.whole(60, 300), small)],
        )
    }),
    ("JPEG of poor quality, noise", |dice, n| {
        let picture = noisy(&drawn(n, dice.whole(3, 5)), dice.whole(20, 110) as i32);
        let quality = dice.whole(5, 20) as u8;
        image::load_from_memory(&jpeg(&picture, quality))
            .expect("a picture")
            .to_luma8()
    }),
    ("lit from one side", |dice, n| {
        let picture = screenshot(900, 700, &[(250, 100, drawn(n, dice.whole(4, 6)))]);
        noisy(&shaded(&picture, dice.between(0.05, 0.4)), 6)
    }),
    ("photographed: all of it", |dice, n| {
        let module = dice.whole(5, 8);
        let picture = tilted(&drawn(n, module), dice.between(3.0, 15.0));
        let picture = rotated(&picture, dice.between(-20.0, 20.0));
        let picture = imageops::blur(&picture, module as f32 * dice.between(0.1, 0.35));
        let picture = shaded(&faint(&picture, 40, 220), dice.between(0.4, 0.9));
        let quality = dice.whole(25, 60) as u8;
        image::load_from_memory(&jpeg(&noisy(&picture, 24), quality))
            .expect("a picture")
            .to_luma8()
    }),
];

fn several(dice: &mut Dice, n: u32) -> Scene {
    let count = dice.whole(2, 6);
    let codes: Vec<_> = (0..count)
        .map(|k| {
            let (column, row) = (k % 3, k / 3);
            let picture = code(uri(n * 10 + k).as_bytes(), EcLevel::M, dice.whole(3, 5));
            (320 + column * 300, 60 + row * 300, picture)
        })
        .collect();
    let picture = screenshot(1300, 760, &codes);
    let turn = dice.between(-8.0, 8.0);
    let picture = if n.is_multiple_of(3) {
        rotated(&picture, turn)
    } else {
        picture
    };
    let mut expected: Vec<String> = (0..count).map(|k| uri(n * 10 + k)).collect();
    expected.sort();
    Scene {
        bytes: png(&picture),
        expected,
    }
}

fn scenes() -> Vec<(&'static str, Vec<Scene>)> {
    let mut dice = Dice(Random(2_463_534_242));
    let mut kinds: Vec<(&str, Vec<Scene>)> = Vec::new();
    for (name, degrade) in KINDS {
        let scenes = (1..=EACH).map(|n| Scene {
            bytes: png(&degrade(&mut dice, n)),
            expected: vec![content(n)],
        });
        kinds.push((name, scenes.collect()));
    }
    let scenes = (1..=EACH).map(|n| several(&mut dice, n));
    kinds.push(("several in one picture", scenes.collect()));
    kinds
}

fn zbar(folder: &std::path::Path, picture: &[u8]) -> Vec<String> {
    let file = folder.join("picture.png");
    std::fs::write(&file, picture).expect("written");
    let output = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .arg(&file)
        .output()
        .expect("zbarimg is installed");
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(str::to_owned).collect()
}

fn right(read: &[String], expected: &[String]) -> usize {
    expected.iter().filter(|one| read.contains(one)).count()
}

fn main() -> ExitCode {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut ours, mut theirs, mut all, mut wrong) = (0, 0, 0, 0);
    let (mut spent, mut longest) = (Duration::ZERO, Duration::ZERO);
    println!("{:<30} {:>6} {:>8} {:>8}", "", "codes", "ours", "zbarimg");
    for (name, scenes) in scenes() {
        let (mut here, mut there, mut codes) = (0, 0, 0);
        for (n, scene) in scenes.iter().enumerate() {
            let start = Instant::now();
            let read = texts(&scene.bytes);
            let took = start.elapsed();
            spent += took;
            longest = longest.max(took);
            wrong += read.len() - right(&read, &scene.expected).min(read.len());
            let got = right(&read, &scene.expected);
            if let Some(keep) = std::env::args()
                .nth(1)
                .filter(|_| got < scene.expected.len())
            {
                let file = format!("{keep}/{}-{n}.png", name.replace([' ', ':', ','], "-"));
                std::fs::write(file, &scene.bytes).expect("written");
            }
            here += got;
            there += right(&zbar(folder.path(), &scene.bytes), &scene.expected);
            codes += scene.expected.len();
        }
        println!("{name:<30} {codes:>6} {here:>8} {there:>8}");
        (ours, theirs, all) = (ours + here, theirs + there, all + codes);
    }
    println!("{:<30} {all:>6} {ours:>8} {theirs:>8}", "all");
    println!(
        "ours: {:.0} ms a picture, {:.0} ms the longest; read wrongly: {wrong}",
        spent.as_secs_f64() * 1000.0 / f64::from(EACH) / (KINDS.len() + 1) as f64,
        longest.as_secs_f64() * 1000.0
    );
    ExitCode::from(u8::from(ours <= theirs || wrong > 0))
}
