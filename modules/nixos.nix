# For NixOS: the machine becomes the client, the builder, or both, that the plan
# says it is. It sets what the emitted modules set (docs/targets/nixos.md).
{
  config,
  options,
  lib,
  ...
}:
let
  inherit (lib) mkIf mkMerge optional;
  bm = import ./lib { inherit lib; };
  cfg = config.buildmachines;

  machine = bm.machineOf cfg config.networking "nixos";
  inherit (machine) client builder faults;

  isClient = client != null;
  isBuilder = builder != null;
  isTOML = isClient && client.machines_format == "toml";
  hasLix = options ? lix.buildMachines;
  clientFaults =
    optional (!config.nix.enable)
      "nix.enable is false, so NixOS writes no settings and no machines for this client. Remove the definition, or set buildmachines.client = false."
    ++ optional (!config.nix.distributedBuilds)
      "nix.distributedBuilds is forced to false, which turns every builder off without a message. Remove the definition, or set buildmachines.client = false."
    ++ optional (!isTOML && config.nix.distributedBuilds && isElsewhere)
      "nix.settings.builders is set, and wins over /etc/nix/machines, where the builders are. Remove the definition; builders of your own belong into nix.buildMachines or buildmachines.extraBuilders."
    ++ optional (isTOML && !hasLix)
      "The client ${client.name} has machines_format = \"toml\", and this NixOS has no option lix.buildMachines, which came with 26.11. Use the legacy format in the inventory, which Lix reads too."
    ++ optional (isTOML && builtins.any (m: m.publicHostKey != null) cfg.extraBuilders)
      "buildmachines.extraBuilders has a publicHostKey, and machines.toml has keys in another form. Remove it, and pin the host with programs.ssh.knownHosts.";

  # distributedBuilds leaves it out, unless somebody sets it.
  builders = config.nix.settings.builders or null;
  isElsewhere = builders != null && builders != "@/etc/nix/machines";

  sshd = config.services.openssh;

  # The patterns of sshd_config(5), USER or USER@HOST. One with a wildcard is
  # taken for a match, since only sshd can tell.
  admits =
    name: patterns:
    builtins.any (
      p: builtins.match "[^@]*[*?].*" p != null || builtins.head (lib.splitString "@" p) == name
    ) patterns;
  lockedOut =
    keyword:
    let
      list = sshd.settings.${keyword} or null;
    in
    optional (builtins.isList list && !admits builder.user list)
      "services.openssh.settings.${keyword} keeps the account ${builtins.toJSON builder.user} of the clients out. Add this: services.openssh.settings.${keyword} = [ ${builtins.toJSON builder.user} ];";

  builderFaults =
    optional (!config.nix.enable)
      "nix.enable is false, so this builder has no Nix daemon of NixOS. Remove the definition, or set buildmachines.builder = false."
    ++ optional (!sshd.enable)
      "services.openssh.enable is forced to false, and the clients of this builder come by ssh. Remove the definition, or set buildmachines.builder = false."
    ++ lockedOut "AllowUsers"
    ++ lockedOut "AllowGroups";
in
{
  _class = "nixos";

  imports = [ ./options.nix ];

  config = mkIf cfg.enable (mkMerge [
    {
      assertions = bm.asAssertions (
        faults
        ++ lib.optionals isClient clientFaults
        ++ lib.optionals isBuilder builderFaults
      );
      environment.systemPackages = mkIf (cfg.package != null) [ cfg.package ];
    }

    {
      nix.buildMachines = mkIf (isClient && !isTOML) (bm.buildMachines client cfg.extraBuilders);
      nix.distributedBuilds = mkIf isClient true;
      nix.settings = mkIf isClient (bm.clientSettings client);
    }

    (bm.setOptions options (lib.optionalAttrs isClient (bm.systemSSH client)))

    (lib.optionalAttrs hasLix {
      lix.buildMachines = mkIf isTOML { machines = bm.tomlMachines client cfg.extraBuilders; };
    })

    (bm.setOptions options (lib.optionalAttrs isBuilder builder.options))
  ]);
}
