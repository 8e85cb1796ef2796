# The pinned host keys.
{ lib, bm }:
let
  # Brackets are for a port, not for IPv6.
  name = host: port: if port == 22 then host else "[${host}]:${toString port}";

  # The key name, which our stanza makes ssh look up, and every address.
  names =
    host:
    lib.unique (
      [
        (name host.host_key_alias 22)
        (name host.host_name host.port)
      ]
      ++ map (e: name e.host_name e.port) host.endpoints
    );

  lines =
    host:
    let
      field = builtins.concatStringsSep "," (names host);
    in
    lib.concatMapStrings (key: "${field} ${key}\n") host.public_host_keys
    + lib.concatMapStrings (key: "@cert-authority ${field} ${key}\n") host.host_certificate_authorities;
in
{
  # The text of known_hosts, or "" where no host is pinned.
  knownHosts =
    client:
    let
      pinned = builtins.filter bm.isPinned (bm.hostsOf client);
    in
    if pinned == [ ] then "" else bm.header + lib.concatMapStrings lines pinned;
}
