# What a configuration says of builders beside the plan.
{ lib, bm }:
let
  change = b: own: b // lib.filterAttrs (_: v: v != null) own;

  ofBuilder =
    options: b:
    let
      o = options.${b.name} or null;
    in
    if o == null then
      b
    else
      change b {
        ssh_key = o.sshKey;
        max_jobs = o.maxJobs;
      };

  # A builder can be the way to another.
  ofHop =
    own: h:
    change h {
      ssh_key = own.jumps.${h.name}.sshKey or own.builders.${h.name}.sshKey or null;
    };

  unknown =
    option: names: known:
    map (
      name:
      "${option}.${name} is for a host that this client does not use.${bm.didYouMean name known} Correct the name, or remove it."
    ) (builtins.filter (name: !builtins.elem name known) names);
in
{
  # Returns a client of the plan with buildmachines.builders and
  # buildmachines.jumps applied. A builder that is turned off here is as one that
  # the inventory disables.
  withOwn =
    plan: own: client:
    let
      isOff = b: !(own.builders.${b.name}.enable or true);
      split = lib.partition isOff client.builders;
      hops = bm.hopsTo plan split.wrong;
    in
    client
    // {
      builders = map (ofBuilder own.builders) split.wrong;
      disabled = map (ofBuilder own.builders) (client.disabled ++ split.right);
      hops = map (ofHop own) hops;
    };

  # What is wrong with buildmachines.builders and buildmachines.jumps of a client
  # of the plan.
  ownFaults =
    own: client:
    let
      builders = client.builders ++ client.disabled;
      names = map (b: b.name);
      hasNoSSH = b: b.protocol == null && (own.builders.${b.name}.sshKey or null) != null;
    in
    unknown "buildmachines.builders" (builtins.attrNames own.builders) (names (builders ++ client.hops))
    ++ unknown "buildmachines.jumps" (builtins.attrNames own.jumps) (names client.hops)
    ++ map (
      b: "buildmachines.builders.${b.name}.sshKey is set, and ${b.name} is not reached by ssh. Remove it."
    ) (builtins.filter hasNoSSH builders);
}
