//! Nothing is sent anywhere: no client of the network is linked, and the program does its work without a network.
#![cfg(feature = "cli")]

use std::process::Command;

/// Packages that speak to networks, or that those who do are built on.
const CLIENTS: [&str; 20] = [
    "curl",
    "ureq",
    "reqwest",
    "hyper",
    "tokio",
    "mio",
    "async-std",
    "smol",
    "socket2",
    "rustls",
    "native-tls",
    "openssl",
    "isahc",
    "attohttpc",
    "minreq",
    "surf",
    "awc",
    "tungstenite",
    "quinn",
    "trust-dns-resolver",
];

#[test]
fn no_client_of_the_network_is_linked() {
    let lock = include_str!("../Cargo.lock");
    let names: Vec<&str> = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(names.contains(&"csv"), "the lock file names packages");
    for client in CLIENTS {
        assert!(!names.contains(&client), "{client} is among the dependencies");
    }
}

#[test]
fn the_sources_open_no_socket() {
    for entry in walk("src") {
        let source = std::fs::read_to_string(&entry).unwrap();
        for word in ["std::net::Tcp", "std::net::Udp", "TcpStream", "UdpSocket", "ToSocketAddrs"] {
            assert!(!source.contains(word), "{}: {word}", entry.display());
        }
    }
}

/// All files below a folder.
fn walk(folder: &str) -> Vec<std::path::PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![std::path::PathBuf::from(folder)]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    assert!(!files.is_empty());
    files
}

/// Where the system allows an empty network namespace; elsewhere this says so and passes.
#[test]
#[cfg(target_os = "linux")]
fn the_job_is_done_in_an_empty_network_namespace() {
    let run = |program: &str, arguments: &[&str]| {
        Command::new("unshare").args(["--net", "--map-root-user", program]).args(arguments).output()
    };
    match run("true", &[]) {
        Ok(output) if output.status.success() => {}
        _ => return eprintln!("skipped: no network namespace can be made here"),
    }
    let output = run(env!("CARGO_BIN_EXE_hustings"), &["classify", "samples/corridor.txt", "--to", "csv"]).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.stdout.iter().filter(|byte| **byte == b'\n').count(), 15);
}
