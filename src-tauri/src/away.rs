//! The desktop's word that the user goes away: the computer is about to sleep, the screen is
//! locked, somebody else sits down. A bus that is not there, or a service that is not on it, is no
//! error: then the vault locks when nobody uses it, as everywhere.
//!
//! On the system bus speaks logind (systemd, org.freedesktop.login1): `PrepareForSleep`, and for
//! the session `Lock` and the properties `LockedHint` and `Active`. On the session bus speak the
//! screen savers of the desktops, all with the signal `ActiveChanged`.

use std::collections::HashMap;
use std::sync::Arc;
use zbus::blocking::{Connection, MessageIterator, fdo::DBusProxy};
use zbus::message::Type;
use zbus::zvariant::{OwnedFd, OwnedObjectPath, OwnedValue};
use zbus::{MatchRule, Message};

const LOGIND: &str = "org.freedesktop.login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// The interfaces of the screen savers: the common one (KDE and others), and those of GNOME, MATE,
/// Cinnamon and Xfce.
const SCREEN_SAVERS: [&str; 5] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.xfce.ScreenSaver",
];

/// Calls back whenever the user goes away. What is called has done its work when it returns: the
/// computer is held back from sleeping until then, as far as logind allows (five seconds).
pub(crate) fn watch(lock: impl Fn() + Send + Sync + 'static) {
    let lock = Arc::new(lock);
    let also = Arc::clone(&lock);
    std::thread::spawn(move || {
        let bus = Connection::system();
        if let Ok(sleep) = bus.and_then(Sleep::on) {
            sleep.watch(also.as_ref());
        }
    });
    std::thread::spawn(move || {
        let bus = Connection::session();
        if let Ok(screen) = bus.and_then(|bus| Screen::on(&bus)) {
            screen.watch(lock.as_ref());
        }
    });
}

/// Subscribes to signals: every one of these rules.
fn subscribe(bus: &Connection, rules: Vec<MatchRule<'_>>) -> zbus::Result<MessageIterator> {
    let messages = MessageIterator::from(bus);
    let broker = DBusProxy::new(bus)?;
    for rule in rules {
        broker.add_match_rule(rule)?;
    }
    Ok(messages)
}

/// Whether a message is this signal.
fn is(message: &Message, interface: &str, member: &str) -> bool {
    let header = message.header();
    message.message_type() == Type::Signal
        && header.interface().is_some_and(|name| name == interface)
        && header.member().is_some_and(|name| name == member)
}

/// The one yes or no that a signal carries.
fn says_yes(message: &Message) -> bool {
    message.body().deserialize().unwrap_or(false)
}

/// The screen savers of the session.
struct Screen(MessageIterator);

impl Screen {
    fn on(bus: &Connection) -> zbus::Result<Self> {
        let rules = SCREEN_SAVERS.into_iter().map(|interface| {
            let rule = MatchRule::builder().msg_type(Type::Signal);
            Ok(rule.interface(interface)?.member("ActiveChanged")?.build())
        });
        Ok(Self(subscribe(bus, rules.collect::<zbus::Result<_>>()?)?))
    }

    /// Until the bus goes away.
    fn watch(self, lock: &dyn Fn()) {
        for message in self.0.flatten() {
            let speaks = |interface: &&str| is(&message, interface, "ActiveChanged");
            if SCREEN_SAVERS.iter().any(speaks) && says_yes(&message) {
                lock();
            }
        }
    }
}

/// logind, and our right to hold the computer back for a moment.
struct Sleep {
    bus: Connection,
    messages: MessageIterator,
    session: Option<OwnedObjectPath>,
    delay: Option<OwnedFd>,
}

impl Sleep {
    fn on(bus: Connection) -> zbus::Result<Self> {
        let signal = || MatchRule::builder().msg_type(Type::Signal).sender(LOGIND);
        let rules = vec![
            signal()?
                .interface(MANAGER)?
                .member("PrepareForSleep")?
                .build(),
            signal()?.interface(SESSION)?.member("Lock")?.build(),
            signal()?
                .interface(PROPERTIES)?
                .member("PropertiesChanged")?
                .add_arg(SESSION)?
                .build(),
        ];
        let messages = subscribe(&bus, rules)?;
        Ok(Self {
            session: session(&bus),
            delay: delay(&bus),
            messages,
            bus,
        })
    }

    /// Until the bus goes away.
    fn watch(mut self, lock: &dyn Fn()) {
        while let Some(message) = self.messages.next() {
            let Ok(message) = message else {
                continue;
            };
            if is(&message, MANAGER, "PrepareForSleep") {
                if says_yes(&message) {
                    lock();
                    self.delay = None;
                } else {
                    self.delay = delay(&self.bus);
                }
            } else if self.concerns_us(&message)
                && (is(&message, SESSION, "Lock") || leaves(&message))
            {
                lock();
            }
        }
    }

    /// Whether it is about our session. Where that is not known, every one counts: to lock too
    /// often harms nobody.
    fn concerns_us(&self, message: &Message) -> bool {
        match (&self.session, message.header().path()) {
            (Some(ours), Some(path)) => ours.as_str() == path.as_str(),
            _ => true,
        }
    }
}

/// Whether a session's properties say that its screen was locked, or that another session has the
/// screen now.
fn leaves(message: &Message) -> bool {
    type Changed = (String, HashMap<String, OwnedValue>, Vec<String>);
    if !is(message, PROPERTIES, "PropertiesChanged") {
        return false;
    }
    let Ok((interface, changed, _)) = message.body().deserialize::<Changed>() else {
        return false;
    };
    let says = |name: &str, value: bool| {
        let found = changed.get(name);
        found.is_some_and(|found| bool::try_from(found).is_ok_and(|found| found == value))
    };
    interface == SESSION && (says("LockedHint", true) || says("Active", false))
}

/// The session of this process: by its number, or by the name that a login leaves in the
/// environment, for programs that a service of the user started.
fn session(bus: &Connection) -> Option<OwnedObjectPath> {
    let ours = ask(bus, "GetSessionByPID", &std::process::id());
    ours.or_else(|| ask(bus, "GetSession", &std::env::var("XDG_SESSION_ID").ok()?))
}

/// A lock of the kind `delay`: the computer sleeps when this is dropped.
fn delay(bus: &Connection) -> Option<OwnedFd> {
    let why = ("sleep", "Reentry", "Locks the vault", "delay");
    ask(bus, "Inhibit", &why)
}

/// Calls logind's manager; `None` where there is none, or where it refuses.
fn ask<B, T>(bus: &Connection, method: &str, body: &B) -> Option<T>
where
    B: serde::Serialize + zbus::zvariant::DynamicType,
    T: serde::de::DeserializeOwned + zbus::zvariant::Type,
{
    let path = "/org/freedesktop/login1";
    let answer = bus.call_method(Some(LOGIND), path, Some(MANAGER), method, body);
    answer.ok()?.body().deserialize().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Read};
    use std::os::unix::net::UnixStream;
    use std::process::{Child, Command, Stdio};
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::time::Duration;
    use zbus::blocking::connection::Builder;

    /// Long enough for a busy computer; only a failure waits for it.
    const PATIENCE: Duration = Duration::from_secs(60);

    /// A bus of our own, which ends with the value.
    struct Bus(Child, String);

    impl Bus {
        fn start() -> Self {
            let daemon = Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--nopidfile", "--print-address"])
                .stdout(Stdio::piped())
                .spawn();
            let mut daemon = daemon.expect("dbus-daemon is installed");
            let mut address = String::new();
            let output = daemon.stdout.take().expect("piped");
            let _ = BufReader::new(output).read_line(&mut address);
            Self(daemon, address.trim().to_owned())
        }

        fn connect(&self) -> Connection {
            let builder = Builder::address(self.1.as_str()).expect("an address");
            builder.build().expect("a connection")
        }
    }

    impl Drop for Bus {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    fn locks() -> (Sender<&'static str>, Receiver<&'static str>) {
        channel()
    }

    #[test]
    fn every_screen_saver_locks_when_it_begins() {
        let bus = Bus::start();
        let screen = Screen::on(&bus.connect()).expect("subscribed");
        let (tell, told) = locks();
        std::thread::spawn(move || screen.watch(&|| tell.send("locked").expect("heard")));
        let desktop = bus.connect();
        for interface in SCREEN_SAVERS {
            let path = format!("/{}", interface.replace('.', "/"));
            for active in [false, true] {
                desktop
                    .emit_signal(
                        None::<&str>,
                        path.as_str(),
                        interface,
                        "ActiveChanged",
                        &active,
                    )
                    .expect("sent");
            }
            assert_eq!(told.recv_timeout(PATIENCE), Ok("locked"), "{interface}");
        }
        // What is no screen saver's, or says nothing that we know, was passed over: each of the
        // five was answered once, and the next to come is the one after these.
        for (interface, member) in [
            ("org.example.ScreenSaver", "ActiveChanged"),
            (SCREEN_SAVERS[0], "Other"),
        ] {
            let sent = desktop.emit_signal(None::<&str>, "/x", interface, member, &true);
            sent.expect("sent");
        }
        let sent = desktop.emit_signal(None::<&str>, "/x", SCREEN_SAVERS[0], "ActiveChanged", &7);
        sent.expect("sent");
        drop(bus);
        assert!(
            told.recv_timeout(PATIENCE).is_err(),
            "nothing more came before the bus went away"
        );
    }

    /// logind, as far as it is asked.
    struct FakeLogind {
        /// The other ends of the delays that were given out.
        delays: Sender<UnixStream>,
    }

    #[zbus::interface(name = "org.freedesktop.login1.Manager")]
    impl FakeLogind {
        fn inhibit(&self, what: &str, _who: &str, _why: &str, mode: &str) -> OwnedFd {
            assert_eq!((what, mode), ("sleep", "delay"));
            let (ours, theirs) = UnixStream::pair().expect("a pair");
            self.delays.send(ours).expect("heard");
            let theirs: std::os::fd::OwnedFd = theirs.into();
            theirs.into()
        }

        #[zbus(name = "GetSessionByPID")]
        fn session_by_pid(&self, pid: u32) -> OwnedObjectPath {
            assert_eq!(pid, std::process::id());
            OwnedObjectPath::try_from(OURS).expect("a path")
        }
    }

    const OURS: &str = "/org/freedesktop/login1/session/_32";
    const OTHER: &str = "/org/freedesktop/login1/session/_35";

    fn logind(bus: &Bus) -> (Connection, Receiver<UnixStream>) {
        let (delays, given) = channel();
        let builder = Builder::address(bus.1.as_str()).expect("an address");
        let logind = builder
            .name(LOGIND)
            .and_then(|named| named.serve_at("/org/freedesktop/login1", FakeLogind { delays }))
            .and_then(Builder::build);
        (logind.expect("logind is there"), given)
    }

    fn emit(logind: &Connection, path: &str, interface: &str, member: &str, body: impl Body) {
        let sent = logind.emit_signal(None::<&str>, path, interface, member, &body);
        sent.expect("sent");
    }

    trait Body: serde::Serialize + zbus::zvariant::DynamicType {}
    impl<T: serde::Serialize + zbus::zvariant::DynamicType> Body for T {}

    #[test]
    fn the_computer_sleeps_when_locking_is_over() {
        let bus = Bus::start();
        let (logind, given) = logind(&bus);
        let sleep = Sleep::on(bus.connect()).expect("subscribed");
        let mut delay = given
            .recv_timeout(PATIENCE)
            .expect("a delay is taken at once");
        delay.set_nonblocking(true).expect("set");
        let (tell, told) = locks();
        let held = delay.try_clone().expect("a second handle");
        std::thread::spawn(move || {
            sleep.watch(&|| {
                // Nothing to read and not closed: it is still held.
                let mut held = &held;
                let state = held.read(&mut [0]).map_err(|error| error.kind());
                assert_eq!(state, Err(std::io::ErrorKind::WouldBlock));
                tell.send("locked").expect("heard");
            });
        });
        let path = "/org/freedesktop/login1";
        emit(&logind, path, MANAGER, "PrepareForSleep", true);
        assert_eq!(told.recv_timeout(PATIENCE), Ok("locked"));
        delay.set_nonblocking(false).expect("set");
        assert_eq!(delay.read(&mut [0]).ok(), Some(0), "given back after it");
        emit(&logind, path, MANAGER, "PrepareForSleep", false);
        let _next = given.recv_timeout(PATIENCE).expect("and taken anew");
        drop(bus);
        assert!(told.recv_timeout(PATIENCE).is_err(), "waking locks nothing");
    }

    #[test]
    fn our_session_locks_and_others_do_not() {
        let bus = Bus::start();
        let (logind, _given) = logind(&bus);
        let sleep = Sleep::on(bus.connect()).expect("subscribed");
        let (tell, told) = locks();
        std::thread::spawn(move || sleep.watch(&|| tell.send("locked").expect("heard")));
        let changed = |path: &str, name: &str, value: bool| {
            let values = HashMap::from([(name, zbus::zvariant::Value::from(value))]);
            let body = (SESSION, values, Vec::<String>::new());
            emit(&logind, path, PROPERTIES, "PropertiesChanged", body);
        };
        emit(&logind, OTHER, SESSION, "Lock", ());
        changed(OTHER, "LockedHint", true);
        changed(OURS, "LockedHint", false);
        changed(OURS, "Active", true);
        changed(OURS, "IdleHint", true);
        emit(&logind, OURS, SESSION, "Unlock", ());
        // Somebody else's word for logind's is not listened to.
        let stranger = bus.connect();
        emit(&stranger, OURS, SESSION, "Lock", ());
        emit(&logind, OURS, SESSION, "Lock", ());
        assert_eq!(told.recv_timeout(PATIENCE), Ok("locked"));
        changed(OURS, "LockedHint", true);
        assert_eq!(told.recv_timeout(PATIENCE), Ok("locked"));
        changed(OURS, "Active", false);
        assert_eq!(told.recv_timeout(PATIENCE), Ok("locked"));
        drop(bus);
        assert!(told.recv_timeout(PATIENCE).is_err(), "three, and no more");
    }

    #[test]
    fn a_bus_without_logind_is_no_error() {
        let bus = Bus::start();
        let sleep = Sleep::on(bus.connect()).expect("subscribed");
        assert!(sleep.session.is_none() && sleep.delay.is_none());
        let (tell, told) = locks();
        std::thread::spawn(move || sleep.watch(&|| tell.send("locked").expect("heard")));
        let (logind, _given) = logind(&bus);
        emit(&logind, OTHER, SESSION, "Lock", ());
        assert_eq!(
            told.recv_timeout(PATIENCE),
            Ok("locked"),
            "where the session is not known, any counts"
        );
    }
}
