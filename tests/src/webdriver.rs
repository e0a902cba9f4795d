//! A small blocking WebDriver client (W3C WebDriver, HTTP/1.1 over loopback): only what the tests
//! use.

use serde_json::{Value, json};
use std::fmt;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// The key under which an element's id travels (W3C WebDriver, 12.2).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long the driver looks for an element before it says that there is none.
const IMPLICIT_WAIT: Duration = Duration::from_secs(30);

/// How long one answer may take: a session starts a whole WebKit.
const ANSWER: Duration = Duration::from_secs(120);

/// Calls back when two frames have been drawn: the first may have begun before the change.
const TWO_FRAMES: &str = "const [done] = arguments;
    requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";

/// What the driver or the connection said.
#[derive(Debug)]
#[non_exhaustive]
pub enum WebDriverError {
    /// No answer, or none that is HTTP with JSON.
    Connection(String),
    /// The driver's own error code and message (W3C WebDriver, 6.6).
    Refused {
        /// Such as `no such element`.
        code: String,
        /// In the driver's words.
        message: String,
    },
}

impl fmt::Display for WebDriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connection(what) => write!(f, "no usable answer from the driver: {what}"),
            Self::Refused { code, message } => write!(f, "{code}: {message}"),
        }
    }
}

impl std::error::Error for WebDriverError {}

impl From<std::io::Error> for WebDriverError {
    fn from(error: std::io::Error) -> Self {
        Self::Connection(error.to_string())
    }
}

type Answer<T> = Result<T, WebDriverError>;

/// A session with a window.
#[derive(Debug)]
pub struct WebDriver {
    address: SocketAddr,
    session: String,
}

/// An element of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element(String);

impl WebDriver {
    /// Whether a driver at this address takes a session.
    ///
    /// # Errors
    /// As long as nobody listens there.
    pub fn is_ready(address: SocketAddr) -> Answer<bool> {
        Ok(request(address, "GET", "/status", None)?["ready"] == true)
    }

    /// Starts the program and attaches to its window. The capabilities name only what
    /// WebKitWebDriver takes: with a `browserName` it refuses.
    ///
    /// # Errors
    /// When the program does not start or does not let WebDriver in.
    pub fn start(address: SocketAddr, program: &str) -> Answer<Self> {
        let options = json!({ "binary": program, "args": [] });
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "webkitgtk:browserOptions": options,
            "timeouts": { "implicit": IMPLICIT_WAIT.as_millis() },
        } } });
        let made = request(address, "POST", "/session", Some(&wanted))?;
        let session = text(&made["sessionId"]);
        Ok(Self { address, session })
    }

    /// The first element that a CSS selector finds, as soon as there is one.
    ///
    /// # Errors
    /// `no such element` after thirty seconds.
    pub fn find(&self, selector: &str) -> Answer<Element> {
        loop {
            match self.post("/element", &by(selector)) {
                Ok(found) => return Ok(Element(text(&found[ELEMENT]))),
                // The page was left while the driver searched it: search the next one.
                Err(WebDriverError::Refused { code, .. }) if code == "no such frame" => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// All elements that a CSS selector finds, as soon as there is one.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub fn find_all(&self, selector: &str) -> Answer<Vec<Element>> {
        let found = self.post("/elements", &by(selector))?;
        let elements = found.as_array().into_iter().flatten();
        Ok(elements.map(|one| Element(text(&one[ELEMENT]))).collect())
    }

    /// The element that has the focus.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub fn focused(&self) -> Answer<Element> {
        Ok(Element(text(&self.get("/element/active")?[ELEMENT])))
    }

    /// Clicks it.
    ///
    /// # Errors
    /// When it is gone or covered.
    pub fn click(&self, element: &Element) -> Answer<()> {
        self.post(&format!("/element/{}/click", element.0), &json!({}))
            .map(drop)
    }

    /// Types into it. Keys without a letter are the private-use characters of W3C WebDriver 17.4.2.
    ///
    /// # Errors
    /// When it is gone or takes no text.
    pub fn type_into(&self, element: &Element, keys: &str) -> Answer<()> {
        let path = format!("/element/{}/value", element.0);
        self.post(&path, &json!({ "text": keys })).map(drop)
    }

    /// Empties a field.
    ///
    /// # Errors
    /// When it is gone or no field.
    pub fn clear(&self, element: &Element) -> Answer<()> {
        self.post(&format!("/element/{}/clear", element.0), &json!({}))
            .map(drop)
    }

    /// The text it shows.
    ///
    /// # Errors
    /// When it is gone.
    pub fn text(&self, element: &Element) -> Answer<String> {
        Ok(text(&self.get(&format!("/element/{}/text", element.0))?))
    }

    /// An attribute; none where it is not set.
    ///
    /// # Errors
    /// When the element is gone.
    pub fn attribute(&self, element: &Element, name: &str) -> Answer<Option<String>> {
        let value = self.get(&format!("/element/{}/attribute/{name}", element.0))?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// What assistive technology calls it: role and name.
    ///
    /// # Errors
    /// When it is gone.
    pub fn role_and_name(&self, element: &Element) -> Answer<(String, String)> {
        let role = self.get(&format!("/element/{}/computedrole", element.0))?;
        let name = self.get(&format!("/element/{}/computedlabel", element.0))?;
        Ok((text(&role), text(&name)))
    }

    /// Runs a function body in the page; its last argument is the callback for the result.
    ///
    /// # Errors
    /// When it throws, or does not call back within half a minute.
    pub fn run(&self, body: &str, arguments: &[Value]) -> Answer<Value> {
        self.post(
            "/execute/async",
            &json!({ "script": body, "args": arguments }),
        )
    }

    /// The window as PNG, once what changed last has been drawn.
    ///
    /// # Errors
    /// When the page cannot be drawn.
    pub fn screenshot(&self) -> Answer<Vec<u8>> {
        self.run(TWO_FRAMES, &[])?;
        let picture = text(&self.get("/screenshot")?);
        data_encoding::BASE64
            .decode(picture.as_bytes())
            .map_err(|error| WebDriverError::Connection(format!("no base64: {error}")))
    }

    /// Gives the window this size in pixels.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn resize(&self, width: u32, height: u32) -> Answer<()> {
        let size = json!({ "width": width, "height": height });
        self.post("/window/rect", &size).map(drop)
    }

    /// The page as it stands.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub fn source(&self) -> Answer<String> {
        Ok(text(&self.get("/source")?))
    }

    /// Ends the session and closes the window.
    ///
    /// # Errors
    /// When the driver is gone.
    pub fn end(&self) -> Answer<()> {
        self.ask("DELETE", "", None).map(drop)
    }

    fn get(&self, path: &str) -> Answer<Value> {
        self.ask("GET", path, None)
    }

    fn post(&self, path: &str, body: &Value) -> Answer<Value> {
        self.ask("POST", path, Some(body))
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Answer<Value> {
        request(
            self.address,
            method,
            &format!("/session/{}{path}", self.session),
            body,
        )
    }
}

fn by(selector: &str) -> Value {
    json!({ "using": "css selector", "value": selector })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// One request on a connection of its own; gives the `value` of the answer.
fn request(address: SocketAddr, method: &str, path: &str, body: Option<&Value>) -> Answer<Value> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(ANSWER))?;
    stream.write_all(format!("{head}{body}").as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    parse(&answer)
}

fn parse(answer: &[u8]) -> Answer<Value> {
    let malformed = || WebDriverError::Connection(String::from_utf8_lossy(answer).into_owned());
    let split = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) = answer.split_at(split.ok_or_else(malformed)? + 4);
    let body: Value = serde_json::from_slice(body).map_err(|_| malformed())?;
    let value = body["value"].clone();
    if head.starts_with(b"HTTP/1.1 200") {
        return Ok(value);
    }
    Err(WebDriverError::Refused {
        code: text(&value["error"]),
        message: text(&value["message"]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_and_refusals_are_told_apart() {
        let answer = parse(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n{\"value\":{\"ready\":true}}");
        assert_eq!(answer.expect("an answer")["ready"], true);
        let refusal = b"HTTP/1.1 404 Not Found\r\n\r\n{\"value\":{\"error\":\"no such element\",\"message\":\"\"}}";
        assert!(matches!(
            parse(refusal),
            Err(WebDriverError::Refused { code, .. }) if code == "no such element"
        ));
        assert!(matches!(
            parse(b"HTTP/1.1 200 OK"),
            Err(WebDriverError::Connection(_))
        ));
    }
}
