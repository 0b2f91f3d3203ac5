/* Restores the terminal when the process crashes, and passes other signals to an event loop through a
   pipe. Signal handlers are written in C because they must not allocate. */
#ifndef SPENDTOP_TERMINAL_RESTORE_H
#define SPENDTOP_TERMINAL_RESTORE_H

/* Opens a non-blocking pipe that child processes do not inherit. Returns 0 on success. */
int spendtop_signal_pipe_open(int ends[2]);

/* Saves the modes of the terminal, and the descriptor that signals are written to. Returns 0 if `terminal` is
   a terminal. */
int spendtop_terminal_save(int terminal, int signals);

/* Adds a sequence that resets the terminal. Sequences beyond the size of the buffer are left out. May be NULL. */
void spendtop_terminal_add_reset(const char *text);

/* Installs the signal handlers. A crash then restores the terminal first; requests (resize, end, stop, continue)
   are written to the pipe as one byte each, the number of the signal. */
void spendtop_terminal_restore_arm(void);

/* Disables core dumps of this process. */
void spendtop_core_dumps_disable(void);

/* Restores the default handlers. */
void spendtop_terminal_restore_disarm(void);

#endif
