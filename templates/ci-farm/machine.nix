# The settings that all machines of the farm share, such as disks.
{
  system.stateVersion = "26.05";
}
