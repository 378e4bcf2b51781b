/** What `--help` prints. */
export const usage = `Usage: tegg-passport map [options]

Prints how every route, tool and guarded method of an application may be reached, its login methods, and
what a login runs through. Boots the application, and serves nothing.

  --check           list what has neither a guard nor @Public(), and end with 1 if there is any
  --snapshot FILE   write the map to FILE if there is no such file (and CI is not set); else list what
                    has become more open than the file says, and end with 1 if anything has
  --update          with --snapshot: write the file anew
  --json            print the map as JSON
  --dir DIR         the folder of the application; by default this one
  --env ENV         the environment whose configuration counts (EGG_SERVER_ENV); by default Egg's
  --help            print this

It ends with 0; with 1 if --check or --snapshot found something or the application does not boot; with 2
if it was called wrongly, or FILE is no snapshot, or not there in CI.
`;
