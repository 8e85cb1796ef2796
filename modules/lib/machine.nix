# What a machine is by the plan and its own options.
{ lib, bm }:
let
  stale = "modules.json is not of the plan beside it. Run `buildmachines compile` again, and commit both.";

  # Options for a role that the machine has not would be dropped without a word.
  unused = "buildmachines.builders, jumps and extraBuilders are for clients, and this machine is none. Remove them, or say which client it is with buildmachines.client.";
in
{
  # The value of `assertions` for what was found wrong.
  asAssertions = map (message: {
    assertion = false;
    message = "buildmachines: ${message}";
  });

  # Sets what a tree of options says, of those that a platform has. The names stand
  # here, since they must not depend on other options, as the tree does.
  setOptions =
    options: tree:
    let
      set =
        name:
        let
          path = lib.splitString "." name;
          value = lib.attrByPath path null tree;
        in
        lib.optionalAttrs (lib.hasAttrByPath path options) (
          lib.setAttrByPath path (lib.mkIf (value != null) value)
        );
    in
    lib.mkMerge (
      map set [
        "environment.etc"
        "nix.extraOptions"
        "nix.settings"
        "programs.ssh.extraConfig"
        "services.openssh.enable"
        "services.openssh.extraConfig"
        "services.openssh.settings"
        "users.groups"
        "users.knownGroups"
        "users.knownUsers"
        "users.users"
      ]
    );

  # Returns { client, builder, faults } for the module of a platform. A role that
  # the machine has not is null. cfg are the values of ../options.nix, host is
  # config.networking, or null where it is not known.
  machineOf =
    cfg: host: platform:
    let
      # NixOS has "" for a name that comes from DHCP.
      hostName = if host.hostName or null == null then "" else host.hostName;
      domain = host.domain or null;

      # By a name: `inherit (bm.readFiles ...)` would read the files for each.
      files = bm.readFiles cfg.plan;
      inherit (files) plan data faults;

      hostNames = lib.optionals (hostName != "") (
        [ hostName ] ++ lib.optional (domain != null) "${hostName}.${domain}"
      );
      roles = bm.rolesOf plan platform hostNames cfg;

      client = if roles.client == null then null else bm.clientOf cfg plan data roles.client;
      said = plan.builders.${roles.builder};
      builderFaults = lib.optionals (roles.builder != null) (
        bm.builderFaults platform roles.builder said
      );
      isBuilder = roles.builder != null && builderFaults == [ ];
      hasOwn = cfg.builders != { } || cfg.jumps != { } || cfg.extraBuilders != [ ];
      isStale = client != null && !client.isCurrent || isBuilder && !data.builders ? ${roles.builder};
    in
    {
      client = if isStale then null else client;
      builder =
        if isBuilder && !isStale then { user = said.ssh_user; } // data.builders.${roles.builder} else null;
      faults =
        faults
        # An empty plan knows nobody, and that is not what is wrong with it.
        ++ lib.optionals (faults == [ ]) (
          roles.faults
          ++ builderFaults
          ++ lib.optional isStale stale
          ++ lib.optionals (client != null) client.faults
          ++ lib.optional (client == null && roles.faults == [ ] && hasOwn) unused
        );
    };
}
