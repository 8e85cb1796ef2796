# Evaluates a machine, and returns what its options say and which of its
# assertions fail.
{
  lib,
  folder, # with the records
}:
let
  records = import ./records.nix { inherit lib folder; };

  # What our modules look at, and the records do not have, since nothing sets it.
  stub =
    platform:
    let
      inherit (lib) mkOption types;
      name =
        default:
        mkOption {
          type = types.nullOr types.str;
          inherit default;
        };
      any = mkOption {
        type = types.listOf types.anything;
        default = [ ];
      };
      common.assertions = any;
      host = hostName: {
        networking = {
          hostName = name hostName;
          domain = name null;
        };
        environment.systemPackages = any;
      };
      nixEnable.nix.enable = mkOption {
        type = types.bool;
        default = true;
      };
    in
    {
      nixos = common // host "nixos" // nixEnable;
      nix-darwin = common // host null;
      home-manager = common // {
        home.username = mkOption { type = types.str; };
        home.packages = any;
      };
    }
    .${platform};

  classes = {
    nixos = "nixos";
    nix-darwin = "darwin";
    home-manager = "homeManager";
  };

  # A float in JSON looks like an integer.
  tagged =
    v:
    if builtins.isFloat v then
      {
        _type = "float";
        value = v;
      }
    else if builtins.isList v then
      map tagged v
    else if builtins.isAttrs v then
      builtins.mapAttrs (_: tagged) v
    else
      v;

  get = builtins.foldl' (v: name: v.${name});
in
{
  # Which options a machine has: those of the platform, and of these records.
  platform,
  releases,
  modules,
  osConfig ? null,
  pkgs ? { },
}:
let
  machine = lib.evalModules {
    class = classes.${platform};
    specialArgs = {
      inherit pkgs;
    }
    // lib.optionalAttrs (osConfig != null) { inherit osConfig; };
    modules = [
      { options = stub platform; }
    ]
    ++ records.modules releases
    ++ modules;
  };
in
{
  options = builtins.listToAttrs (
    map (path: {
      name = builtins.concatStringsSep "." path;
      value = tagged (get machine.config path);
    }) (records.paths releases)
  );
  packages = map toString (
    machine.config.environment.systemPackages or machine.config.home.packages
  );
  failed = map (a: a.message) (builtins.filter (a: !a.assertion) machine.config.assertions);
}
