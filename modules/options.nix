# The options, which are the same on every platform. Their types refuse what the
# compiler refuses in the inventory.
{ lib, ... }:
let
  inherit (lib) literalExpression mkOption types;

  option = type: more: description: mkOption ({ inherit type description; } // more);

  isSafe =
    path:
    builtins.replaceStrings [ "\n" "\r" "\t" "\"" "\\" "\${" ] [ "" "" "" "" "" "" ] path == path;

  # Not types.path, which takes `./key` and copies it to the store, where everybody
  # can read it.
  keyPath =
    types.addCheck types.str (
      path: lib.hasPrefix "/" path && !lib.hasPrefix "${builtins.storeDir}/" path && isSafe path
    )
    // {
      name = "keyPath";
      description = "absolute path outside of the Nix store, as a string";
    };

  # What a column of a machines file can hold, alone or as an item of a list.
  word = types.strMatching "[!$-+./0-9:<-~-]+" // {
    description = "word without blanks, commas, quotes, # and ;";
  };

  # As for a builder of the inventory.
  jobs = types.ints.between 1 65535;

  # A name of the plan, or false for none.
  role =
    example: text:
    option (types.nullOr (types.either (types.enum [ false ]) types.str)) {
      default = null;
      defaultText = literalExpression text;
      inherit example;
    };

  unset.default = null;
  empty.default = [ ];

  sshKey = option (types.nullOr keyPath) unset ''
    Where the private key for this host is, on this machine. It replaces `ssh_key` of
    the plan, for paths that only the configuration knows, such as those of sops-nix
    and agenix. null leaves what the plan says.
  '';

  builder.options = {
    inherit sshKey;
    enable = option types.bool { default = true; } ''
      Whether this machine sends builds there. false leaves the builder out here,
      and nowhere else.
    '';
    maxJobs = option (types.nullOr jobs) unset ''
      How many builds this machine sends there at once. It replaces `max_jobs` of
      the plan; null leaves what the plan says.
    '';
  };

  jump.options = { inherit sshKey; };

  # Submodules by the names of hosts.
  own =
    host: example:
    option (types.attrsOf (types.submodule host)) {
      default = { };
      inherit example;
    };

  extraBuilder.options = {
    hostName = option word { example = "other.example.org"; } ''
      The host as ssh knows it, or a whole store URI where protocol is null.
    '';
    protocol = option (types.enum [ null "ssh" "ssh-ng" ]) { default = "ssh-ng"; } ''
      The protocol of the store URI. null is for a hostName that has it.
    '';
    systems = option (types.nonEmptyListOf word) { example = [ "x86_64-linux" ]; } ''
      The systems that it builds for.
    '';
    sshUser = option (types.nullOr word) unset "The account there. null leaves it to ssh.";
    sshKey = option (types.nullOr keyPath) unset ''
      Where the private key is, on this machine. null leaves it to ssh.
    '';
    maxJobs = option jobs { default = 1; } "How many builds this machine sends there at once.";
    speedFactor = option types.ints.positive { default = 1; } ''
      How fast it is, compared to the other builders.
    '';
    supportedFeatures = option (types.listOf word) empty "Features that a build may require.";
    mandatoryFeatures = option (types.listOf word) empty ''
      Features, all of which a build must require to be sent there.
    '';
    publicHostKey = option (types.nullOr (types.strMatching "[A-Za-z0-9+/]+=*")) unset ''
      Base64 of the line of its public host key. null leaves it to the known hosts of
      ssh.
    '';
  };
in
{
  options.buildmachines = {
    enable = option types.bool { default = false; } ''
      Whether to make this machine what the plan says it is: a client, which sends
      builds, a builder, which takes them, or both.
    '';

    plan = option types.path { example = literalExpression "./builders/plan.json"; } ''
      The plan that `buildmachines compile --out builders` wrote, with modules.json
      beside it. Both are read during evaluation, so commit them: in a flake, a file
      that git does not know is not there.
    '';

    client = role "laptop" "the client whose host_names have networking.hostName" ''
      Which client of the plan this machine is. null finds it by the name of the
      host, with or without networking.domain; false makes the machine no client.
    '';

    builder = role "ada" "the builder whose name or host_name is networking.hostName" ''
      Which builder of the plan this machine is. null finds it by the name of the
      host, with or without networking.domain, among those that have a `remote`
      block; false makes the machine no builder. home-manager sets up no builders.
    '';

    package = option (types.nullOr types.package) unset ''
      The program, to have it in PATH. The modules do not run it, during evaluation
      or later.
    '';

    builders = own builder { bob.enable = false; } ''
      What is different on this machine, by the names of the plan's builders.
    '';

    jumps = own jump { bastion.sshKey = "/etc/nix/bastion_ed25519"; } ''
      The same for the jump hosts of the plan.
    '';

    extraBuilders = option (types.listOf (types.submodule extraBuilder)) empty ''
      Builders of this machine that are not in the plan, after those that are. The
      names are those of nix.buildMachines, and the entries reach whichever option
      the platform has for them.
    '';
  };
}
