# What the account of a builder may do, for sshd.
{ lib, bm }:
let
  indented = text: "  ${text}\n";

  onlyKeysAndBuilds = lib.concatMapStrings indented [
    "AuthorizedPrincipalsFile none"
    "TrustedUserCAKeys none"
    "AuthenticationMethods publickey"
    "PubkeyAuthentication yes"
    "PasswordAuthentication no"
    "KbdInteractiveAuthentication no"
    "HostbasedAuthentication no"
    "ForceCommand none"
    "ChrootDirectory none"
    "AllowTcpForwarding no"
    "AllowStreamLocalForwarding no"
    "AllowAgentForwarding no"
    "X11Forwarding no"
    "GatewayPorts no"
    "PermitTunnel no"
    "PermitTTY no"
    "PermitUserRC no"
    "AcceptEnv BUILDMACHINES_NONE"
  ];

  usualPath = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

  # Without the wrapper, sshd says where Nix is, and which store it has to use.
  environment =
    remote:
    lib.optionalString (!remote.wrapper) (
      indented "# SetEnv needs OpenSSH 7.8."
      + indented (
        "SetEnv NIX_REMOTE=daemon"
        + lib.optionalString (remote.nix_path != [ ])
          " PATH=${builtins.concatStringsSep ":" (remote.nix_path ++ [ usualPath ])}"
      )
    );
in
{
  # The block of the account. What follows it is for all accounts again.
  matchBlock =
    builder:
    {
      keysFile,
      keysCommand,
    }:
    ''
      Match User ${builder.ssh_user}
        AuthorizedKeysFile ${keysFile}
        AuthorizedKeysCommand ${keysCommand}
    ''
    + onlyKeysAndBuilds
    + environment builder.remote
    + "Match All\n";

  # From n connections on that have not logged in yet, sshd drops 30 of 100, and
  # from 2n on all.
  maxStartups =
    builder:
    let
      n = builder.remote.max_startups;
    in
    "${toString n}:30:${toString (2 * n)}";
}
