/* Gives the terminal back on ways out where nothing but a signal handler runs, and tells other signals
   to a loop through a pipe. Handlers have to be C: they may not allocate. */
#ifndef SPENDTOP_RESCUE_H
#define SPENDTOP_RESCUE_H

/* A pipe that never blocks and that no other program inherits; 0 when it was made. */
int rescue_pipe(int ends[2]);

/* Remembers the terminal as it is now, and where signals are told; 0 when `terminal` is one. */
int rescue_remember(int terminal, int signals);

/* Adds what resets the terminal; what is too long is left out. May be NULL. */
void rescue_add_reset(const char *text);

/* From now on a crash gives the terminal back first, and requests (resize, end, stop, continue) are
   written to the pipe as one byte each, the signal's number. */
void rescue_arm(void);

/* Makes the system keep no image of this process when it crashes. */
void rescue_forbid_dumps(void);

/* Signals have their default effect again. */
void rescue_disarm(void);

#endif
