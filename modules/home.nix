# For home-manager: the user becomes the client that the plan says, for a Nix
# without a daemon. It sets what the emitted module sets
# (docs/targets/home-manager.md).
{
  config,
  options,
  lib,
  ...
}@args:
let
  inherit (lib) mkIf mkMerge optional;
  bm = import ./lib { inherit lib; };
  cfg = config.buildmachines;

  # Only a home that belongs to a NixOS or nix-darwin configuration knows the
  # host.
  host = if args.osConfig or null == null then null else args.osConfig.networking;
  machine = bm.machineOf cfg host "home-manager";
  inherit (machine) client faults;

  isClient = client != null;
  isTOML = client.machines_format == "toml"; # refused below
  hasMachines = options ? nix.buildMachines;
  knownHosts = bm.knownHosts client;
  sshConfig = bm.sshConfig client "~/.ssh/buildmachines_known_hosts";

  clientFaults =
    optional isTOML
      "The client ${client.name} has machines_format = \"toml\", and home-manager has no option for machines.toml. Use the legacy format in the inventory, which Lix reads too."
    ++ optional (!hasMachines)
      "home-manager has no option nix.buildMachines before 25.11. Update the input."
    ++ optional (hasMachines && !config.nix.distributedBuilds)
      "nix.distributedBuilds is forced to false, which turns every builder off. Remove the definition, or set buildmachines.client = false."
    ++ optional (!builtins.elem config.home.username client.users)
      "The client ${client.name} has the users ${builtins.concatStringsSep ", " client.users}, and this is ${config.home.username}, whose ssh would not find the builders. Say users = [ ${builtins.toJSON config.home.username} ] for the client in the inventory.";

  builderFaults = optional (
    builtins.isString cfg.builder
  ) "buildmachines.builder is set, and home-manager sets up no builders. Import the module for NixOS or nix-darwin, or remove the definition.";
in
{
  _class = "homeManager";

  imports = [ ./options.nix ];

  config = mkIf cfg.enable (mkMerge [
    {
      assertions = bm.asAssertions (
        faults ++ builderFaults ++ lib.optionals isClient clientFaults
      );
      home.packages = mkIf (cfg.package != null) [ cfg.package ];
      nix.settings = mkIf isClient (bm.clientSettings client);
      home.file = mkIf isClient {
        ".ssh/buildmachines_known_hosts" = mkIf (knownHosts != null) { text = knownHosts; };
        ".ssh/buildmachines_config" = mkIf (sshConfig != null) { text = sshConfig; };
      };
      programs.ssh = mkIf (isClient && sshConfig != null) {
        enable = true;
        includes = lib.mkBefore [ "~/.ssh/buildmachines_config" ];
      };
    }

    (lib.optionalAttrs hasMachines {
      nix.buildMachines = mkIf (isClient && !isTOML) (bm.buildMachines client cfg.extraBuilders);
      nix.distributedBuilds = mkIf isClient true;
    })
  ]);
}
