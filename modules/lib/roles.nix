# Which client and which builder of the plan a machine is.
{ lib, bm }:
let
  isHere =
    hostNames: names:
    builtins.any (name: builtins.elem (lib.toLower name) (map lib.toLower hostNames)) names;

  # The names of the hosts of each client and builder.
  namesIn = plan: {
    client = builtins.mapAttrs (_: client: client.host_names) plan.clients;
    # A disabled builder is set up nowhere.
    builder = builtins.mapAttrs (
      name: b: [ name ] ++ lib.optional (b.host_name != null) b.host_name
    ) (lib.filterAttrs (_: b: b.enable && b.remote != null) plan.builders);
  };

  quoted = names: builtins.concatStringsSep ", " (map builtins.toJSON names);

  # One role, by the option or by the names of the host: its name or null, and
  # what is wrong with it.
  role =
    kind: plan: hostNames: chosen:
    let
      all = plan."${kind}s";
      byHost = builtins.attrNames (lib.filterAttrs (_: isHere hostNames) (namesIn plan).${kind});
      fault = message: is null // { faults = [ message ]; };
      is = name: {
        inherit name;
        faults = [ ];
      };
    in
    if chosen == false || chosen == null && byHost == [ ] then
      is null
    else if chosen == null && builtins.length byHost > 1 then
      fault "This host is more than one ${kind} of the plan: ${quoted byHost}. Say which with buildmachines.${kind}."
    else if chosen == null then
      is (builtins.head byHost)
    else if all ? ${chosen} then
      is chosen
    else
      fault "buildmachines.${kind} is ${builtins.toJSON chosen}, and the plan has no such ${kind}.${
        bm.didYouMean chosen (builtins.attrNames all)
      }";
in
{
  # Ends a message with the nearest of names, if one is near.
  didYouMean =
    name: names:
    let
      far = other: lib.strings.levenshtein (lib.toLower name) (lib.toLower other);
      limit = if builtins.stringLength name < 6 then 2 else 3;
      near = builtins.sort (a: b: far a < far b) (builtins.filter (other: far other <= limit) names);
    in
    lib.optionalString (
      lib.strings ? levenshtein && near != [ ]
    ) " Did you mean ${quoted [ (builtins.head near) ]}?";

  # Returns the names of the client and of the builder that this machine is, or
  # null, and what is wrong with the choice.
  rolesOf =
    plan: platform: hostNames: cfg:
    let
      inherit (cfg) client;
      builder = if platform == "home-manager" then false else cfg.builder;
      asClient = role "client" plan hostNames client;
      asBuilder = role "builder" plan hostNames builder;
      wrong = asClient.faults ++ asBuilder.faults;
      isNothing = asClient.name == null && asBuilder.name == null;
      host = builtins.head hostNames;
      known = builtins.concatMap builtins.attrValues (builtins.attrValues (namesIn plan));
      nobody =
        if hostNames == [ ] && platform == "home-manager" then
          "home-manager does not know the name of the host here. Say which client of the plan this is with buildmachines.client: ${quoted (builtins.attrNames plan.clients)}."
        else if hostNames == [ ] then
          "The host has no name by which the plan could know it. Set networking.hostName, or say buildmachines.client or buildmachines.builder."
        else
          "No client or builder of the plan is for the host ${builtins.toJSON host}.${bm.didYouMean host (lib.unique (builtins.concatLists known))} Correct networking.hostName, add the name to host_names of the client in the inventory, or say buildmachines.client or buildmachines.builder.";
    in
    {
      client = asClient.name;
      builder = asBuilder.name;
      faults =
        wrong
        ++ lib.optional (
          wrong == [ ] && isNothing && (client == null || builder == null)
        ) nobody;
    };

  # What keeps a builder from being set up by a module of a platform.
  builderFaults =
    platform: name: builder:
    let
      inherit (builder) remote;
      label = builtins.toJSON name;
    in
    lib.optional (!builder.enable)
      "buildmachines.builder is ${label}, which the inventory disables. Remove `enable = false` there, or set buildmachines.builder = false."
    ++ lib.optional (remote == null)
      "buildmachines.builder is ${label}, which has no remote block in the inventory. Add `remote { platform = \"${platform}\" }` to it, or set buildmachines.builder = false."
    ++ lib.optional (remote != null && remote.platform != platform)
      "The inventory says that the builder ${label} runs ${remote.platform}, and this is ${platform}. Correct remote.platform there, or set buildmachines.builder = false.";
}
