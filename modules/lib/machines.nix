# The machines file, as options and as text.
{ lib, bm }:
let
  # Each builder for its own systems, then each for those it emulates: Nix
  # prefers the earlier of two equal ones.
  entries =
    builders:
    map (b: {
      alias = b.name;
      builder = b;
      inherit (b) systems;
      speedFactor = b.speed_factor;
    }) builders
    ++ map (b: {
      alias = "${b.name}-emulated";
      builder = b;
      systems = b.emulated_systems;
      speedFactor = b.emulated_speed_factor;
    }) (builtins.filter (b: b.emulated_systems != [ ]) builders);

  # The options put protocol and host together again, and null is for a URI
  # that is whole.
  store =
    b:
    let
      start = "${b.protocol}://";
    in
    if b.protocol != null && lib.hasPrefix start b.uri then
      {
        inherit (b) protocol;
        hostName = lib.removePrefix start b.uri;
      }
    else
      {
        protocol = null;
        hostName = b.uri;
      };

  # The modules write the features that derivations need not ask for, and then
  # the mandatory ones, into one column.
  optionalFeatures =
    b: builtins.filter (f: !builtins.elem f b.mandatory_features) b.supported_features;

  machine =
    e:
    store e.builder
    // {
      inherit (e) systems speedFactor;
      maxJobs = e.builder.max_jobs;
      supportedFeatures = optionalFeatures e.builder;
      mandatoryFeatures = e.builder.mandatory_features;
    };

  tomlMachine = e: {
    inherit (e.builder) uri;
    system-types = e.systems;
    jobs = e.builder.max_jobs;
    speed-factor = e.speedFactor;
    supported-features = optionalFeatures e.builder ++ e.builder.mandatory_features;
    mandatory-features = e.builder.mandatory_features;
  };

  # What is null is as if it was not said, but for the protocol of a whole URI.
  whole = lib.filterAttrs (name: v: v != null || name == "protocol");

  extraURI =
    m:
    (if m.protocol == null then "" else "${m.protocol}://")
    + (if m.sshUser == null then "" else "${m.sshUser}@")
    + m.hostName;

  tomlExtra =
    m:
    whole {
      uri = extraURI m;
      system-types = m.systems;
      jobs = m.maxJobs;
      speed-factor = m.speedFactor;
      supported-features = m.supportedFeatures ++ m.mandatoryFeatures;
      mandatory-features = m.mandatoryFeatures;
      ssh-key = m.sshKey;
    };

  column = v: if v == null || v == "" then "-" else v;
  list = items: column (builtins.concatStringsSep "," items);

  # toString would write a fraction with six decimals.
  number = builtins.toJSON;

  line =
    m:
    builtins.concatStringsSep " " [
      (extraURI (
        {
          sshUser = null;
        }
        // m
      ))
      (list m.systems)
      (column (m.sshKey or null))
      (number m.maxJobs)
      (number m.speedFactor)
      (list (m.supportedFeatures ++ m.mandatoryFeatures))
      (list m.mandatoryFeatures)
      (column (m.publicHostKey or null))
    ]
    + "\n";
in
{
  # The value of nix.buildMachines. User, key and pins stay unset: they belong
  # to the ssh stanza.
  buildMachines = client: map machine (entries client.builders);

  # The value of lix.buildMachines.machines, which has the disabled ones too.
  tomlMachines =
    client:
    builtins.listToAttrs (
      map (e: {
        name = e.alias;
        value = tomlMachine e;
      }) (entries client.builders)
      ++ map (e: {
        name = e.alias;
        value = tomlMachine e // {
          enable = false;
        };
      }) (entries client.disabled)
    );

  # buildmachines.extraBuilders for the same two options.
  extraMachines = map whole;
  tomlExtraMachines =
    extra:
    builtins.listToAttrs (
      map (m: {
        name = m.hostName;
        value = tomlExtra m;
      }) extra
    );

  # The text of /etc/nix/machines, where no module writes it. It has no comment:
  # a semicolon in one would start an entry for older versions of Nix.
  machinesText = machines: lib.concatMapStrings line machines;
}
