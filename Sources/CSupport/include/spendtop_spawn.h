/* Programs that are started for a notice. */
#ifndef SPENDTOP_SPAWN_H
#define SPENDTOP_SPAWN_H

/* Starts a program in a process group of its own, in "/", with default signals and nothing open but
   `input` as 0 and `output` as 1 and 2. Returns 0, or what went wrong as an errno. */
int spendtop_spawn(
    char *const argv[], char *const envp[], int input, int output, int *pid);

/* A pipe that no program inherits; 0 when it was made. */
int spendtop_pipe(int ends[2]);

#endif
