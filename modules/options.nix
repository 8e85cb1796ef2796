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
    The path of the private key for this host, on this machine. It replaces `ssh_key`
    of the plan. Use it for paths that the configuration computes, as with sops-nix
    and agenix. null keeps the value of the plan.
  '';

  builder.options = {
    inherit sshKey;
    enable = option types.bool { default = true; } ''
      Whether this machine sends builds to the builder. false affects only this
      machine.
    '';
    maxJobs = option (types.nullOr jobs) unset ''
      How many builds this machine sends to the builder at once. It replaces
      `max_jobs` of the plan. null keeps the value of the plan.
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
      The host name for ssh, or a whole store URI if protocol is null.
    '';
    protocol = option (types.enum [ null "ssh" "ssh-ng" ]) { default = "ssh-ng"; } ''
      The protocol of the store URI. Use null if hostName is a whole URI.
    '';
    systems = option (types.nonEmptyListOf word) { example = [ "x86_64-linux" ]; } ''
      The systems that the builder builds for.
    '';
    sshUser = option (types.nullOr word) unset "The account on the builder. null leaves the choice to ssh.";
    sshKey = option (types.nullOr keyPath) unset ''
      The path of the private key, on this machine. null leaves the choice to ssh.
    '';
    maxJobs = option jobs { default = 1; } "How many builds this machine sends to the builder at once.";
    speedFactor = option types.ints.positive { default = 1; } ''
      The speed, relative to the other builders.
    '';
    supportedFeatures = option (types.listOf word) empty "Features that a build may require.";
    mandatoryFeatures = option (types.listOf word) empty ''
      Nix sends only builds that require all of these features.
    '';
    publicHostKey = option (types.nullOr (types.strMatching "[A-Za-z0-9+/]+=*")) unset ''
      The line of the builder's public host key, in base64. With null, ssh uses its
      own known_hosts.
    '';
  };
in
{
  options.buildmachines = {
    enable = option types.bool { default = false; } ''
      Whether to make this machine a client, which sends builds, a builder, which
      receives them, or both, as the plan says.
    '';

    plan = option types.path { example = literalExpression "./builders/plan.json"; } ''
      The plan that `buildmachines compile --out builders` writes, with modules.json
      beside it. The modules read both during evaluation, so commit them. A flake does
      not see files that are not in git.
    '';

    client = role "laptop" "the client whose host_names have networking.hostName" ''
      Which client of the plan this machine is. null searches for the name of the
      host, with or without networking.domain. With false the machine is no client.
    '';

    builder = role "ada" "the builder whose name or host_name is networking.hostName" ''
      Which builder of the plan this machine is. null searches the builders with a
      `remote` block for the name of the host, with or without networking.domain. With
      false the machine is no builder. home-manager sets up no builders.
    '';

    package = option (types.nullOr types.package) unset ''
      The program, to put it into PATH. The modules never run it.
    '';

    builders = own builder { bob.enable = false; } ''
      Changes on this machine, by the name of the builder in the plan.
    '';

    jumps = own jump { bastion.sshKey = "/etc/nix/bastion_ed25519"; } ''
      Changes on this machine, by the name of the jump host in the plan.
    '';

    extraBuilders = option (types.listOf (types.submodule extraBuilder)) empty ''
      More builders for this machine, after those of the plan. The attributes have
      the names of nix.buildMachines. The module adds the entries to the option of the
      platform.
    '';
  };
}
