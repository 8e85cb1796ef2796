# Reading the plan, and resolving it for one client or builder.
{ lib, bm }:
let
  formatVersion = 1;

  empty = {
    builders = { };
    clients = { };
    jumps = { };
  };

  versionOf = value: if builtins.isAttrs value then value.format_version or null else null;

  isSSH = builder: builder.protocol != null;

  # Every text in a value.
  textsIn =
    value:
    if builtins.isString value then
      [ value ]
    else if builtins.isList value then
      builtins.concatMap textsIn value
    else if builtins.isAttrs value then
      builtins.attrNames value ++ builtins.concatMap textsIn (builtins.attrValues value)
    else
      [ ];

  hasLineBreak = text: builtins.replaceStrings [ "\n" "\r" ] [ "" "" ] text != text;
in
{
  # Returns the plan in a file, and what is wrong with it. It is empty if it
  # cannot be read, so that a module can still say why.
  readPlan =
    file:
    let
      value = builtins.fromJSON (builtins.readFile file);
      version = versionOf value;
    in
    if version == formatVersion then
      {
        plan = value;
        faults = [ ];
      }
    else
      {
        plan = empty;
        faults = [
          (
            if builtins.isInt version then
              "buildmachines.plan has format_version ${toString version}, and these modules read ${toString formatVersion}. Take the program and the modules from the same release, and compile the inventory again."
            else
              "buildmachines.plan is not a plan: it has no format_version. Give the plan.json that `buildmachines compile --out` wrote."
          )
        ];
      };

  # Returns a client with the builders as it sees them, in the order that breaks
  # ties, those that are disabled, and the hops on the way to them.
  clientOf =
    plan: name:
    let
      client = plan.clients.${name};
      see =
        builder:
        { name = builder; } // plan.builders.${builder} // client.overrides.${builder} or { };
    in
    {
      inherit name;
      builders = map see client.builders;
      disabled = map see client.disabled_builders;
      hops = bm.hopsTo plan (map see client.builders);
    }
    // builtins.removeAttrs client [
      "builders"
      "disabled_builders"
      "overrides"
    ];

  # Returns the hosts that ssh jumps through and that are not among builders,
  # sorted by name. An override of a client is for a builder, not for a hop.
  hopsTo =
    plan: builders:
    let
      hosts = plan.builders // plan.jumps;
      direct = map (b: b.name) builders;
      step = name: {
        key = name;
        inherit name;
      };
      next = host: map step (builtins.filter (name: hosts ? ${name}) (host.ssh.proxy_jump or [ ]));
      ways = builtins.genericClosure {
        startSet = builtins.concatMap (b: if isSSH b then next b else [ ]) builders;
        operator = item: if builtins.elem item.name direct then [ ] else next hosts.${item.name};
      };
      names = builtins.filter (name: !builtins.elem name direct) (map (item: item.name) ways);
    in
    map (
      name:
      {
        inherit name;
        endpoints = [ ];
      }
      // hosts.${name}
    ) (builtins.sort builtins.lessThan names);

  # Returns every host that ssh needs a stanza for.
  hostsOf = client: builtins.filter isSSH client.builders ++ client.hops;

  isPinned = host: host.public_host_keys ++ host.host_certificate_authorities != [ ];

  # Returns a builder with the keys of the clients that log in there.
  builderOf =
    plan: name:
    let
      builder = plan.builders.${name};
    in
    { inherit name; }
    // builder
    // {
      logins = lib.mapAttrsToList (client: from: {
        inherit client from;
        keys = plan.clients.${client}.ssh_public_keys;
      }) builder.remote.logins;
    };

  # The compiler lets no line break into a plan. Elsewhere one would start a line
  # of ssh_config or nix.conf that nobody checked.
  lineBreaks =
    part:
    lib.optional (builtins.any hasLineBreak (textsIn part))
      "buildmachines.plan has a text with a line break, which `buildmachines compile` does not write. Compile the inventory again.";
}
