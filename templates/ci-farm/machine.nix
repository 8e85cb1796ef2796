# What the machines of the farm have in common: their disks and your settings.
{
  system.stateVersion = "26.05";
}
