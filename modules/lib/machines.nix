# The machines file, as options and as text.
{ lib, ... }:
let
  # Each builder for its own systems, then each for those it emulates: Nix
  # prefers the earlier of two equal ones.
  entries =
    builders:
    let
      own = b: m: if b.maxJobs == null then m else m // { option = m.option // { inherit (b) maxJobs; }; };
      all = map (b: map (own b) b.machines) builders;
    in
    map builtins.head all ++ builtins.concatMap builtins.tail all;

  # What is null is as if it was not said, but for the protocol of a whole URI.
  whole = lib.filterAttrs (name: v: v != null || name == "protocol");

  uri =
    m:
    lib.optionalString (m.protocol != null) "${m.protocol}://"
    + lib.optionalString (m.sshUser or null != null) "${m.sshUser}@"
    + m.hostName;

  toml =
    m:
    whole {
      uri = uri m;
      system-types = m.systems;
      jobs = m.maxJobs;
      speed-factor = m.speedFactor;
      supported-features = m.supportedFeatures ++ m.mandatoryFeatures;
      mandatory-features = m.mandatoryFeatures;
      ssh-key = m.sshKey or null;
    };

  extraLine =
    m:
    let
      column = v: if v == null || v == "" then "-" else toString v;
      list = items: column (builtins.concatStringsSep "," items);
    in
    builtins.concatStringsSep " " [
      (uri m)
      (list m.systems)
      (column m.sshKey)
      (column m.maxJobs)
      (column m.speedFactor)
      (list (lib.unique (m.supportedFeatures ++ m.mandatoryFeatures)))
      (list m.mandatoryFeatures)
      (column m.publicHostKey)
    ]
    + "\n";
in
{
  # The value of nix.buildMachines. extra are buildmachines.extraBuilders.
  buildMachines = client: extra: builtins.catAttrs "option" (entries client.builders) ++ map whole extra;

  # The value of lix.buildMachines.machines, which has the disabled ones too.
  tomlMachines =
    client: extra:
    let
      named = more: m: lib.nameValuePair m.alias (toml m.option // more);
    in
    builtins.listToAttrs (
      map (named { }) (entries client.builders)
      ++ map (named { enable = false; }) (entries client.disabled)
      ++ map (m: lib.nameValuePair m.hostName (toml m)) extra
    );

  # The text of /etc/nix/machines, where no module writes it.
  machinesText =
    client: extra:
    lib.concatMapStrings (m: builtins.concatStringsSep (toString m.option.maxJobs) m.line) (
      entries client.builders
    )
    + lib.concatMapStrings extraLine extra;
}
