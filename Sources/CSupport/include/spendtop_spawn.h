/* Starts the programs of receivers. */
#ifndef SPENDTOP_SPAWN_H
#define SPENDTOP_SPAWN_H

/* Starts a program in its own process group, in "/", with default signal handlers and only `input` as
   descriptor 0 and `output` as 1 and 2. Returns 0 or an errno. */
int spendtop_spawn(
    char *const argv[], char *const envp[], int input, int output, int *pid);

/* Opens a pipe that child processes do not inherit. Returns 0 on success. */
int spendtop_pipe(int ends[2]);

#endif
