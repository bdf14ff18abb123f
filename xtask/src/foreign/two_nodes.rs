//! Two nodes on one machine: network namespaces stand in for hosts, and Open MPI runs jobs over TCP
//! between them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::exec::{self, Echo};

/// `ip` and its like take no time; a machine may be busy.
const SOON: Duration = Duration::from_secs(30);

/// The hosts' addresses; nothing outside of the two namespaces ever sees them.
const ADDRESSES: [&str; 2] = ["10.77.0.1/24", "10.77.0.2/24"];
const NETWORK: &str = "10.77.0.0/24";

/// Two hosts with a wire between them, until dropped.
pub(crate) struct Nodes {
    hosts: [String; 2],
    directory: TempDir,
}

impl Nodes {
    /// Makes the hosts, or says why that cannot be had here.
    pub(crate) fn new() -> Result<Self, String> {
        let id = std::process::id();
        let directory = TempDir::new().map_err(|e| format!("cannot make a directory: {e}"))?;
        let nodes = Self { hosts: ["a", "b"].map(|host| format!("shmem-{host}-{id}")), directory };
        for host in &nodes.hosts {
            ip(&["netns", "add", host])?;
        }
        let [a, b] = &nodes.hosts;
        ip(&[
            "link", "add", "shmem", "netns", a, "type", "veth", "peer", "name", "shmem", "netns", b,
        ])?;
        for (host, address) in nodes.hosts.iter().zip(ADDRESSES) {
            ip(&["-n", host, "addr", "add", address, "dev", "shmem"])?;
            ip(&["-n", host, "link", "set", "lo", "up"])?;
            ip(&["-n", host, "link", "set", "shmem", "up"])?;
        }
        for host in &nodes.hosts {
            await_wire(host)?;
        }
        nodes.scripts().map_err(|e| format!("cannot write scripts: {e}"))?;
        Ok(nodes)
    }

    /// A launcher that starts half of the PEs on each host and takes `oshrun`'s arguments.
    pub(crate) fn launcher(&self) -> PathBuf {
        self.directory.path().join("oshrun")
    }

    fn scripts(&self) -> std::io::Result<()> {
        let agent = self.directory.path().join("agent");
        // What Open MPI uses in the place of ssh: HOST COMMAND….
        let script = r#"host=$1
shift
exec ip netns exec "$host" unshare --uts sh -c 'hostname "$0" && exec sh -c "$*"' "$host" "$@""#;
        write_program(&agent, script)?;
        let [a, b] = &self.hosts;
        let agent = agent.display();
        // UCX takes PEs of one kernel for neighbours, whatever their host's name: only TCP and a PE itself.
        // And nobody knows that the hosts share processors: PEs that wait have to be told to give way.
        let script = format!(
            r#"export UCX_TLS=tcp,self UCX_NET_DEVICES=all
exec ip netns exec {a} unshare --uts sh -c 'hostname {a} && exec oshrun "$@"' sh \
    --host {a}:64,{b}:64 --map-by node --mca plm_rsh_agent {agent} --mca mpi_yield_when_idle 1 \
    --mca oob_tcp_if_include {NETWORK} --mca btl_tcp_if_include {NETWORK} \
    -x UCX_TLS -x UCX_NET_DEVICES "$@""#
        );
        write_program(&self.launcher(), &script)
    }
}

impl Drop for Nodes {
    fn drop(&mut self) {
        for host in &self.hosts {
            // The wire goes with its ends. A host that was not made cannot be deleted either.
            let _ = ip(&["netns", "del", host]);
        }
    }
}

/// Waits until a host's end of the wire carries something: until then libraries take no notice of it.
fn await_wire(host: &str) -> Result<(), String> {
    let deadline = Instant::now() + SOON;
    loop {
        let show = ["-n", host, "-brief", "link", "show", "dev", "shmem", "up"];
        let shown = exec::run(Command::new("ip").args(show), SOON, Echo::Quiet);
        if shown.output().split_whitespace().nth(1) == Some("UP") {
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(format!("the wire of {host} does not come up: {}", shown.output().trim()));
        }
        thread::sleep(Duration::from_millis(10));
    }
}

fn ip(args: &[&str]) -> Result<(), String> {
    let ended = exec::run(Command::new("ip").args(args), SOON, Echo::Quiet);
    if ended.end.success() {
        return Ok(());
    }
    Err(format!("ip {}: {}: {}", args.join(" "), ended.end, ended.output().trim()))
}

fn write_program(path: &Path, script: &str) -> std::io::Result<()> {
    fs::write(path, format!("#!/bin/sh\n{script}\n"))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}
