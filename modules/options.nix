# The options, which are the same on every platform.
{ lib, ... }:
let
  inherit (lib) literalExpression mkOption types;
  bm = import ./lib { inherit lib; };

  sshKey = mkOption {
    type = types.nullOr bm.types.keyPath;
    default = null;
    example = literalExpression "config.sops.secrets.builder-key.path";
    description = ''
      Where the private key for this host is, on this machine. It replaces
      `ssh_key` of the plan, for paths that only the configuration knows, such as
      those of sops-nix and agenix. null leaves what the plan says.
    '';
  };

  builder.options = {
    inherit sshKey;

    enable = mkOption {
      type = types.bool;
      default = true;
      example = false;
      description = ''
        Whether this machine sends builds there. false leaves the builder out
        here, and nowhere else.
      '';
    };

    maxJobs = mkOption {
      type = types.nullOr bm.types.jobs;
      default = null;
      example = 4;
      description = ''
        How many builds this machine sends there at once. It replaces `max_jobs`
        of the plan; null leaves what the plan says.
      '';
    };
  };

  jump.options = { inherit sshKey; };

  extraBuilder.options = {
    hostName = mkOption {
      type = bm.types.word;
      example = "other.example.org";
      description = "The host as ssh knows it, or a whole store URI where protocol is null.";
    };

    protocol = mkOption {
      type = types.enum [
        null
        "ssh"
        "ssh-ng"
      ];
      default = "ssh-ng";
      example = "ssh";
      description = "The protocol of the store URI. null is for a hostName that has it.";
    };

    systems = mkOption {
      type = types.nonEmptyListOf bm.types.word;
      example = [ "x86_64-linux" ];
      description = "The systems that it builds for.";
    };

    sshUser = mkOption {
      type = types.nullOr bm.types.word;
      default = null;
      example = "nixremote";
      description = "The account there. null leaves it to ssh.";
    };

    sshKey = mkOption {
      type = types.nullOr bm.types.keyPath;
      default = null;
      example = "/etc/nix/builder_ed25519";
      description = "Where the private key is, on this machine. null leaves it to ssh.";
    };

    maxJobs = mkOption {
      type = bm.types.jobs;
      default = 1;
      description = "How many builds this machine sends there at once.";
    };

    speedFactor = mkOption {
      type = types.ints.positive;
      default = 1;
      description = "How fast it is, compared to the other builders.";
    };

    supportedFeatures = mkOption {
      type = types.listOf bm.types.word;
      default = [ ];
      example = [ "kvm" ];
      description = "Features that a build may require.";
    };

    mandatoryFeatures = mkOption {
      type = types.listOf bm.types.word;
      default = [ ];
      example = [ "benchmark" ];
      description = "Features, all of which a build must require to be sent there.";
    };

    publicHostKey = mkOption {
      type = types.nullOr (types.strMatching "[A-Za-z0-9+/]+=*");
      default = null;
      description = ''
        Base64 of the line of its public host key. null leaves it to the known
        hosts of ssh.
      '';
    };
  };
in
{
  options.buildmachines = {
    enable = mkOption {
      type = types.bool;
      default = false;
      example = true;
      description = ''
        Whether to make this machine what the plan says it is: a client, which
        sends builds, a builder, which takes them, or both.
      '';
    };

    plan = mkOption {
      type = types.path;
      example = literalExpression "./builders/plan.json";
      description = ''
        The plan that `buildmachines compile --out builders` wrote. It is read
        during evaluation, so commit it: in a flake, a file that git does not know
        is not there.
      '';
    };

    client = mkOption {
      type = bm.types.role;
      default = null;
      defaultText = literalExpression "the client whose host_names have networking.hostName";
      example = "laptop";
      description = ''
        Which client of the plan this machine is. null finds it by the name of the
        host, with or without networking.domain; false makes the machine no client.
      '';
    };

    builder = mkOption {
      type = bm.types.role;
      default = null;
      defaultText = literalExpression "the builder whose name or host_name is networking.hostName";
      example = "ada";
      description = ''
        Which builder of the plan this machine is. null finds it by the name of the
        host, with or without networking.domain, among those that have a `remote`
        block; false makes the machine no builder. home-manager sets up no builders.
      '';
    };

    package = mkOption {
      type = types.nullOr types.package;
      default = null;
      example = literalExpression "inputs.buildmachines.packages.\${pkgs.system}.default";
      description = ''
        The program, to have it in PATH. The modules do not run it, during
        evaluation or later.
      '';
    };

    builders = mkOption {
      type = types.attrsOf (types.submodule builder);
      default = { };
      example = literalExpression ''
        {
          ada.sshKey = config.sops.secrets.builder-key.path;
          bob.enable = false;
        }
      '';
      description = ''
        What is different on this machine, by the names of the plan's builders.
      '';
    };

    jumps = mkOption {
      type = types.attrsOf (types.submodule jump);
      default = { };
      example = literalExpression "{ bastion.sshKey = config.age.secrets.bastion-key.path; }";
      description = "The same for the jump hosts of the plan.";
    };

    extraBuilders = mkOption {
      type = types.listOf (types.submodule extraBuilder);
      default = [ ];
      example = literalExpression ''
        [
          {
            hostName = "other.example.org";
            systems = [ "x86_64-linux" ];
            sshUser = "nixremote";
            sshKey = "/etc/nix/builder_ed25519";
          }
        ]
      '';
      description = ''
        Builders of this machine that are not in the plan, after those that are.
        The names are those of nix.buildMachines, and the entries reach whichever
        option the platform has for them.
      '';
    };
  };
}
