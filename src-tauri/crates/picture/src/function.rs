//! The functions of a PDF (ISO 32000-2, 7.10), looked at before anything is drawn with them.
//!
//! Scans have none, and what programs write has small ones: a gradient, or the tint of a spot colour.
//! The PDF reader reads the braces of a calculator function by calling itself for each, which no
//! guard against panics survives; it unfolds functions of functions, which may double at each step;
//! and it calculates a function for every pixel. So what goes beyond the small ones is refused.

use crate::{Kind, PictureError};
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Object, Stream};

/// Bytes of a calculator function (type 4).
const MAX_PROGRAM: usize = 512;
/// Braces within braces in one.
const MAX_BRACES: usize = 8;
/// Functions that are stitched together (type 3).
const MAX_STITCHED: usize = 256;
/// Objects within objects that are looked at; the reader itself goes less deep.
const MAX_DEPTH: usize = 64;

const REFUSED: PictureError = PictureError::Unsupported { kind: Kind::Pdf };

/// Refuses an object that is, or holds, a function that may cost too much. What it refers to is not
/// followed, but for a step: every object of the file comes here by itself.
pub(crate) fn check(object: &Object<'_>) -> Result<(), PictureError> {
    walk(object, 0)
}

fn walk(object: &Object<'_>, depth: usize) -> Result<(), PictureError> {
    if depth > MAX_DEPTH {
        return Err(REFUSED);
    }
    match object {
        Object::Stream(stream) => {
            program(stream)?;
            walk_dict(stream.dict(), depth)
        }
        Object::Dict(dict) => walk_dict(dict, depth),
        Object::Array(array) => {
            for item in array.raw_iter() {
                if let MaybeRef::NotRef(item) = item {
                    walk(&item, depth + 1)?;
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn walk_dict(dict: &Dict<'_>, depth: usize) -> Result<(), PictureError> {
    if dict.contains_key("Functions") {
        stitched(dict)?;
    }
    if dict.contains_key("ShadingType") {
        shading(dict)?;
    }
    for (_, value) in dict.entries() {
        if let MaybeRef::NotRef(value) = value {
            walk(&value, depth + 1)?;
        }
    }
    Ok(())
}

/// A calculator function must be short and shallow. Whatever its type is said to be elsewhere: a
/// stream with a domain that begins with a brace is none of the others.
fn program(stream: &Stream<'_>) -> Result<(), PictureError> {
    let dict = stream.dict();
    if !dict.contains_key("FunctionType") || function_type(dict) == Some(0) {
        return Ok(());
    }
    let data = stream.decoded_data().map_err(|_| REFUSED)?;
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in data.iter() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    if data.len() > MAX_PROGRAM || deepest > MAX_BRACES {
        return Err(REFUSED);
    }
    Ok(())
}

/// Functions may be stitched together, but not what is stitched already.
fn stitched(dict: &Dict<'_>) -> Result<(), PictureError> {
    let Some(functions) = dict.get::<Array<'_>>("Functions") else {
        return Ok(());
    };
    for (count, function) in functions.iter::<Object<'_>>().enumerate() {
        let again = dict_of(&function).is_some_and(|dict| dict.contains_key("Functions"));
        if again || count >= MAX_STITCHED {
            return Err(REFUSED);
        }
    }
    Ok(())
}

/// A shading that is calculated anew for every pixel.
fn shading(dict: &Dict<'_>) -> Result<(), PictureError> {
    if dict.get::<u8>("ShadingType") == Some(1) {
        return Err(REFUSED);
    }
    let is_program = |function: &Object<'_>| {
        dict_of(function).is_some_and(|dict| function_type(dict) == Some(4))
    };
    let refused = match dict.get::<Object<'_>>("Function") {
        Some(Object::Array(several)) => several
            .iter::<Object<'_>>()
            .take(MAX_STITCHED)
            .any(|function| is_program(&function)),
        Some(one) => is_program(&one),
        None => false,
    };
    if refused { Err(REFUSED) } else { Ok(()) }
}

fn dict_of<'a, 'b>(object: &'b Object<'a>) -> Option<&'b Dict<'a>> {
    match object {
        Object::Dict(dict) => Some(dict),
        Object::Stream(stream) => Some(stream.dict()),
        _ => None,
    }
}

fn function_type(dict: &Dict<'_>) -> Option<u8> {
    dict.get::<u8>("FunctionType")
}
