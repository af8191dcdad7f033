//! A Rust program as a handler: the event comes on stdin, the answer goes to
//! stdout as JSON, stderr is the log, and exit 0 means success.
//!
//!     rustc -O -o handler main.rs

use std::io::{self, Read};

/// Good enough for a greeting; use serde for JSON that you do not know.
fn member<'a>(event: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = event.split_once(&format!("\"{name}\""))?;
    let (_, value) = after.split_once('"')?;
    Some(value.split_once('"')?.0)
}

fn main() -> io::Result<()> {
    let mut event = String::new();
    io::stdin().read_to_string(&mut event)?;
    let name = member(&event, "name").unwrap_or("whoever you are");
    println!("{{\"message\":\"Hello, {name}!\"}}");
    Ok(())
}
