import * as std from "qjs:std";
std.out.puts(std.in.readAsString());
