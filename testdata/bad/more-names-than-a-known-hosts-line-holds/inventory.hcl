builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"] # want error known-hosts-value says `8190 bytes`
  endpoint "e00" {
    host_name = "e00.@LONG_NAME@"
  }
  endpoint "e01" {
    host_name = "e01.@LONG_NAME@"
  }
  endpoint "e02" {
    host_name = "e02.@LONG_NAME@"
  }
  endpoint "e03" {
    host_name = "e03.@LONG_NAME@"
  }
  endpoint "e04" {
    host_name = "e04.@LONG_NAME@"
  }
  endpoint "e05" {
    host_name = "e05.@LONG_NAME@"
  }
  endpoint "e06" {
    host_name = "e06.@LONG_NAME@"
  }
  endpoint "e07" {
    host_name = "e07.@LONG_NAME@"
  }
  endpoint "e08" {
    host_name = "e08.@LONG_NAME@"
  }
  endpoint "e09" {
    host_name = "e09.@LONG_NAME@"
  }
  endpoint "e10" {
    host_name = "e10.@LONG_NAME@"
  }
  endpoint "e11" {
    host_name = "e11.@LONG_NAME@"
  }
  endpoint "e12" {
    host_name = "e12.@LONG_NAME@"
  }
  endpoint "e13" {
    host_name = "e13.@LONG_NAME@"
  }
  endpoint "e14" {
    host_name = "e14.@LONG_NAME@"
  }
  endpoint "e15" {
    host_name = "e15.@LONG_NAME@"
  }
  endpoint "e16" {
    host_name = "e16.@LONG_NAME@"
  }
  endpoint "e17" {
    host_name = "e17.@LONG_NAME@"
  }
  endpoint "e18" {
    host_name = "e18.@LONG_NAME@"
  }
  endpoint "e19" {
    host_name = "e19.@LONG_NAME@"
  }
  endpoint "e20" {
    host_name = "e20.@LONG_NAME@"
  }
  endpoint "e21" {
    host_name = "e21.@LONG_NAME@"
  }
  endpoint "e22" {
    host_name = "e22.@LONG_NAME@"
  }
  endpoint "e23" {
    host_name = "e23.@LONG_NAME@"
  }
  endpoint "e24" {
    host_name = "e24.@LONG_NAME@"
  }
  endpoint "e25" {
    host_name = "e25.@LONG_NAME@"
  }
  endpoint "e26" {
    host_name = "e26.@LONG_NAME@"
  }
  endpoint "e27" {
    host_name = "e27.@LONG_NAME@"
  }
  endpoint "e28" {
    host_name = "e28.@LONG_NAME@"
  }
  endpoint "e29" {
    host_name = "e29.@LONG_NAME@"
  }
  endpoint "e30" {
    host_name = "e30.@LONG_NAME@"
  }
  endpoint "e31" {
    host_name = "e31.@LONG_NAME@"
  }
  endpoint "e32" {
    host_name = "e32.@LONG_NAME@"
  }
  endpoint "e33" {
    host_name = "e33.@LONG_NAME@"
  }
  endpoint "e34" {
    host_name = "e34.@LONG_NAME@"
  }
  endpoint "e35" {
    host_name = "e35.@LONG_NAME@"
  }
  endpoint "e36" {
    host_name = "e36.@LONG_NAME@"
  }
  endpoint "e37" {
    host_name = "e37.@LONG_NAME@"
  }
}
