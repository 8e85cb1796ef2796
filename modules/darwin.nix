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
  inherit (lib)
    mkBefore
    mkIf
    mkMerge
    mkOrder
    optional
    ;
  bm = import ./lib { inherit lib; };
  cfg = config.buildmachines;

  # null, unless somebody sets them.
  inherit (config.networking) hostName;
  domain = config.networking.domain or null;
  inherit
    (bm.machineOf {
      inherit cfg hostName domain;
      platform = "nix-darwin";
    })
    client
    builder
    faults
    ;

  # The module came before its buildMachines did, with version 3.15.2.
  hasDeterminate = options ? determinateNix.enable;
  hasMachines = options ? determinateNix.buildMachines;

  byDeterminate = hasDeterminate && config.determinateNix.enable;
  byDarwin = config.nix.enable;
  byNobody = !byDeterminate && !byDarwin;

  isClient = client != null;
  isBuilder = builder != null;
  isTOML = client.machines_format == "toml"; # refused below
  machines = lib.optionals (!isTOML) (
    bm.buildMachines client ++ bm.extraMachines cfg.extraBuilders
  );
  clientSettings = bm.clientSettings client;
  knownHosts = bm.knownHosts client;
  builderSettings = bm.builderSettings builder;
  fromBuilder = bm.builderOptions builder;
  user = builder.ssh_user;
  inherit (builder.remote) uid;

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
      nix.settings = mkIf (isClient && byDarwin) (bm.settingsOption clientSettings);
      environment.etc = mkMerge [
        (mkIf (isClient && byNobody) {
          "nix/machines".text = bm.machinesText machines;
          "nix/nix.custom.conf".text = bm.settingsText clientSettings;
        })
        (mkIf (isClient && knownHosts != "") {
          "ssh/buildmachines_known_hosts".text = knownHosts;
        })
      ];
      programs.ssh.extraConfig = mkIf (isClient && bm.hostsOf client != [ ]) (
        mkBefore (bm.sshConfig client "/etc/ssh/buildmachines_known_hosts")
      );
    }

    (lib.optionalAttrs hasMachines {
      determinateNix.buildMachines = mkIf (isClient && byDeterminate) machines;
      determinateNix.distributedBuilds = mkIf (isClient && byDeterminate) true;
    })

    (lib.optionalAttrs hasDeterminate {
      determinateNix.customSettings = mkIf byDeterminate (mkMerge [
        (mkIf isClient (bm.settingsOption clientSettings))
        (mkIf isBuilder (bm.settingsOption builderSettings))
      ]);
    })

    {
      # Without these two, nix-darwin makes no account and no group.
      users.knownUsers = mkIf isBuilder [ user ];
      users.knownGroups = mkIf isBuilder [ user ];
      users.users = mkIf isBuilder {
        ${user} = {
          inherit uid;
          gid = uid;
          # The one shell of macOS that reads a file with a PATH for commands.
          shell = "/bin/zsh";
          description = "Nix builds for other machines";
          inherit (builder.remote) home;
          createHome = true;
          openssh.authorizedKeys.keys = bm.authorizedKeys builder;
        };
      };
      users.groups = mkIf isBuilder { ${user}.gid = uid; };
      services.openssh.enable = mkIf isBuilder true;
      environment.etc = mkMerge [
        (mkIf isBuilder {
          "ssh/sshd_config.d/102-buildmachines.conf".text =
            bm.header
            + "\n"
            + bm.matchBlock builder {
              keysFile = "none";
              keysCommand = "/bin/cat /etc/ssh/nix_authorized_keys.d/%u";
            };
        })
        (mkIf (isBuilder && builder.remote.wrapper) {
          ${bm.belowEtc builder.remote.wrapper_path}.text = bm.wrapper builder;
        })
        (mkIf (isBuilder && byNobody) {
          "nix/nix.custom.conf".text = bm.settingsText builderSettings;
        })
      ];
      nix.settings = mkIf (isBuilder && byDarwin) fromBuilder.settings;
      nix.extraOptions = mkIf (isBuilder && byDarwin && fromBuilder.extraOptions != "") (
        mkOrder 2000 fromBuilder.extraOptions
      );
    }
  ]);
}
