# For nix-darwin: the machine becomes the client, the builder, or both, that the
# plan says it is. It sets what the emitted modules set, wherever Nix is managed:
# by nix-darwin (nix.enable), by the module of Determinate Nix, or by neither,
# where nix-darwin drops everything below `nix` without a word.
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

  machine = bm.machineOf cfg config.networking "nix-darwin";
  inherit (machine) client builder faults;

  # The module came before its buildMachines did, with version 3.15.2.
  hasDeterminate = options ? determinateNix.enable;
  hasMachines = options ? determinateNix.buildMachines;

  byDeterminate = hasDeterminate && config.determinateNix.enable;
  byDarwin = config.nix.enable;
  byNobody = !byDeterminate && !byDarwin;

  isClient = client != null;
  isBuilder = builder != null;
  isTOML = client.machines_format == "toml"; # refused below
  machines = lib.optionals (!isTOML) (bm.buildMachines client cfg.extraBuilders);

  # Where nix-darwin does not manage Nix, the settings are elsewhere.
  managed = removeAttrs builder.options (optional (!byDarwin) "nix");

  clientFaults =
    optional isTOML
      "The client ${client.name} has machines_format = \"toml\", and nix-darwin has no option for machines.toml. Use the legacy format in the inventory, which Lix reads too."
    ++ optional (byDarwin && !config.nix.distributedBuilds)
      "nix.distributedBuilds is forced to false, which turns every builder off. Remove the definition, or set buildmachines.client = false."
    ++ optional (byDarwin && builders != null && builders != "@/etc/nix/machines")
      "nix.settings.builders is set, and wins over /etc/nix/machines, where the builders are. Remove the definition; builders of your own belong into nix.buildMachines or buildmachines.extraBuilders."
    ++ optional (byDeterminate && !hasMachines)
      "determinateNix has no option buildMachines before version 3.15.2 of its module. Update the input.";
  builders = config.nix.settings.builders or null;

  builderFaults =
    optional (config.services.openssh.enable == false)
      "services.openssh.enable is forced to false, and the clients of this builder come by ssh. Remove the definition, or set buildmachines.builder = false."
    # Determinate's module writes its settings sorted, and the last one wins.
    ++ optional (byDeterminate && config.determinateNix.customSettings ? extra-platforms)
      "determinateNix.customSettings.extra-platforms replaces the platforms that the clients of this builder were promised. Say extra-extra-platforms instead, which adds to them.";
in
{
  _class = "darwin";

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
      nix.buildMachines = mkIf (isClient && byDarwin) machines;
      nix.distributedBuilds = mkIf (isClient && byDarwin) true;
      nix.settings = mkIf (isClient && byDarwin) (bm.clientSettings client);
      environment.etc = mkIf byNobody (mkMerge [
        (mkIf isClient {
          "nix/machines".text = bm.machinesText client cfg.extraBuilders;
          "nix/nix.custom.conf".text = bm.settingsText (bm.clientSettings client);
        })
        (mkIf isBuilder { "nix/nix.custom.conf".text = builder.nix_conf; })
      ]);
    }

    (bm.setOptions options (lib.optionalAttrs isClient (bm.systemSSH client)))

    (lib.optionalAttrs hasMachines {
      determinateNix.buildMachines = mkIf (isClient && byDeterminate) machines;
      determinateNix.distributedBuilds = mkIf (isClient && byDeterminate) true;
    })

    (lib.optionalAttrs hasDeterminate {
      determinateNix.customSettings = mkIf byDeterminate (mkMerge [
        (mkIf isClient (bm.clientSettings client))
        (mkIf isBuilder builder.settings)
      ]);
    })

    (bm.setOptions options (lib.optionalAttrs isBuilder managed))
  ]);
}
