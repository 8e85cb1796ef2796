# The stanzas for ssh of the daemon users.
{ lib, bm }:
let
  # ssh expands "%" in these values.
  doubled = builtins.replaceStrings [ "%" ] [ "%%" ];

  # In quotes unless every OpenSSH takes it for one word without them.
  argument =
    path: if builtins.match ".*[ '#=].*" path == null then doubled path else ''"${doubled path}"'';

  indented = text: "  ${text}\n";
  line = keyword: value: indented "${keyword} ${toString value}";

  match = users: host: "Match originalhost ${host.name} localuser ${users}";

  address = host: line "HostName" (doubled host.host_name) + line "Port" host.port;

  # Succeeds if an ssh server hands out a host key within about a second.
  reachable =
    e:
    "ssh-keyscan -T 1 -t ed25519,ecdsa,rsa -p ${toString e.port} ${e.host_name} 2>/dev/null | grep -q AAAA";

  hasProxy = host: host.ssh.proxy_jump != [ ] || host.ssh.proxy_command != null;

  endpoint =
    users: host: e:
    let
      condition = if e.when == "reachable" then reachable e else e.when;
    in
    "${match users host} exec \"${doubled condition}\"\n"
    + address e
    + lib.optionalString (e.when == "reachable" && hasProxy host) (line "ProxyCommand" "none");

  login =
    host:
    let
      agent = host.ssh.identity_agent;
      keysAreInAgent = agent != null && host.ssh_key == null;
    in
    lib.optionalString (host.ssh_user != null) (line "User" host.ssh_user)
    + lib.optionalString (host.ssh_key != null) (line "IdentityFile" (argument host.ssh_key))
    + line "IdentitiesOnly" (if keysAreInAgent then "no" else "yes")
    + line "IdentityAgent" (
      if agent == null then
        "none"
      else if agent == "SSH_AUTH_SOCK" then
        agent
      else
        argument agent
    );

  pins =
    knownHosts: host:
    lib.optionalString (bm.isPinned host) (
      line "HostKeyAlias" host.host_key_alias
      + line "UserKnownHostsFile" knownHosts
      + line "GlobalKnownHostsFile" "/dev/null"
    );

  trust = lib.concatMapStrings indented [
    "StrictHostKeyChecking yes"
    "VerifyHostKeyDNS no"
    "UpdateHostKeys no"
    "CheckHostIP no"
    "CanonicalizeHostname no"
    "BatchMode yes"
  ];

  # One line always, since a later "Host *" may have a ProxyCommand.
  proxy =
    host:
    if host.ssh.proxy_jump != [ ] then
      line "ProxyJump" (builtins.concatStringsSep "," host.ssh.proxy_jump)
    else if host.ssh.proxy_command != null then
      line "ProxyCommand" host.ssh.proxy_command
    else
      line "ProxyCommand" "none";

  # Whatever a later "Host *" asks for, the connection carries Nix's protocol.
  session = lib.concatMapStrings indented [
    "ControlMaster no"
    "ControlPath none"
    "RequestTTY no"
    "RemoteCommand none"
    "ForwardAgent no"
    "ForwardX11 no"
    "ClearAllForwardings yes"
    "PermitLocalCommand no"
    "Tunnel no"
  ];

  stanza =
    users: knownHosts: host:
    "\n"
    + lib.concatMapStrings (endpoint users host) host.endpoints
    + match users host
    + "\n"
    + address host
    + login host
    + pins knownHosts host
    + trust
    + line "ConnectTimeout" host.ssh.connect_timeout
    + line "ServerAliveInterval" host.ssh.server_alive_interval
    + line "ServerAliveCountMax" 4
    + proxy host
    + session
    + builtins.concatStringsSep "" (lib.mapAttrsToList line host.ssh.options);
in
{
  # The text of ssh_config. knownHosts is where the pins are, as ssh_config says it.
  sshConfig =
    client: knownHosts:
    bm.header
    + lib.concatMapStrings (stanza (builtins.concatStringsSep "," client.users) knownHosts) (
      bm.hostsOf client
    )
    + "\nMatch all\n";
}
