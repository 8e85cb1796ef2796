# How many letters differ, row by row.
a: b:
let
  n = builtins.stringLength b;
  at = s: i: builtins.substring i 1 s;
  min = x: y: if x < y then x else y;
  columns = builtins.genList (j: j) n;
  next =
    row: i:
    builtins.foldl' (
      done: j:
      let
        replaced = builtins.elemAt row j + (if at a i == at b j then 0 else 1);
        deleted = builtins.elemAt row (j + 1) + 1;
        inserted = builtins.elemAt done j + 1;
      in
      done ++ [ (min replaced (min deleted inserted)) ]
    ) [ (i + 1) ] columns;
  last = builtins.foldl' next (builtins.genList (j: j) (n + 1)) (
    builtins.genList (i: i) (builtins.stringLength a)
  );
in
builtins.elemAt last n
