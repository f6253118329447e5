#!/bin/sh
# Traylight's light shell and command line, on the Node that was installed with them.
self=$(readlink -f -- "$0")
library=${self%/bin/traylight}/lib/traylight
exec "$library/bin/node" "$library/bin/traylight.mjs" "$@"
