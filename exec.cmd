@rem cmd.exe has no exec. The scripts in package.json use it so that npm's signals reach Node, not a shell around it.
@%*
