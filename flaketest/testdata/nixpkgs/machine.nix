# Evaluates a machine with the options that the records have, as nixosSystem does.
{
  lib,
  class,
  release,
}:
{ modules }:
let
  inherit (lib) mkOption types;
  records = import ./records.nix {
    inherit lib;
    folder = ./options;
  };

  any =
    default:
    mkOption {
      type = types.anything;
      inherit default;
    };

  # What the modules and the templates use, and the records do not have.
  others = {
    assertions = mkOption {
      type = types.listOf types.anything;
      default = [ ];
    };
    networking.hostName = any "";
    networking.domain = any null;
    environment.systemPackages = any [ ];
    nixpkgs.hostPlatform = any null;
    system.stateVersion = any null;
  }
  // lib.optionalAttrs (class == "nixos") {
    nix.enable = any true;
    boot.binfmt.emulatedSystems = any [ ];
  };

  machine = lib.evalModules {
    inherit class;
    modules = [ { options = others; } ] ++ records.modules [ release ] ++ modules;
  };
  inherit (machine) config;
  failed = map (a: a.message) (builtins.filter (a: !a.assertion) config.assertions);
in
machine
// {
  config = config // {
    system = config.system // {
      build.toplevel =
        if failed != [ ] then
          throw (builtins.concatStringsSep "\n" failed)
        else
          derivation {
            name = config.networking.hostName;
            system = config.nixpkgs.hostPlatform;
            builder = "/bin/sh";
            options = builtins.toJSON {
              inherit (config.nix) buildMachines settings;
              inherit (config.programs.ssh) extraConfig;
            };
          };
    };
  };
}
