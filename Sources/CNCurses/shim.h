#pragma once
/* Wide-character curses, and the few things about it that Swift cannot import: macros with casts,
 * globals, and signal handlers, which must be plain C. */
#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#if __has_include(<ncursesw/ncurses.h>)
#include <ncursesw/ncurses.h>
#else
#include <ncurses.h>
#endif
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { nc_bold = 1, nc_reverse = 2, nc_dim = 4 };

static inline WINDOW *nc_screen(void) { return stdscr; }
static inline int nc_colors(void) { return COLORS; }
static inline int nc_pair(int pair, int foreground) { return init_extended_pair(pair, foreground, -1); }

static inline int nc_put(WINDOW *w, int y, int x, const wchar_t *text, int count, int flags, int pair) {
  attr_t attributes = (flags & nc_bold ? A_BOLD : 0) | (flags & nc_reverse ? A_REVERSE : 0) | (flags & nc_dim ? A_DIM : 0);
  wattr_set(w, attributes, (short)0, &pair);
  return mvwaddnwstr(w, y, x, text, count);
}

static inline int nc_size(int descriptor, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return -1;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}

/* Signals are written to a pipe, one byte each, and handled where events are. */
static int nc_signal_pipe = -1;

static void nc_on_signal(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  if (nc_signal_pipe >= 0 && write(nc_signal_pipe, &byte, 1) < 0) { /* full: one is in it already */ }
  errno = saved;
}

/* A crash leaves the terminal as it was found, then takes its course. */
static inline struct termios *nc_saved_mode(void) {
  static struct termios mode;
  return &mode;
}
static int nc_saved_terminal = -1;

static void nc_on_crash(int number) {
  static const char leave[] = "\033[?1049l\033[?25h\033[0m\033[?1l\033>\r\n";
  if (nc_saved_terminal >= 0) {
    if (write(nc_saved_terminal, leave, sizeof leave - 1) < 0) { /* nothing left to try */ }
    tcsetattr(nc_saved_terminal, TCSANOW, nc_saved_mode());
  }
  signal(number, SIG_DFL);
  raise(number);
}

static inline void nc_catch_signals(int pipe, int terminal) {
  static const int asked[] = {SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT};
  static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT};
  struct sigaction action;
  nc_signal_pipe = pipe;
  nc_saved_terminal = tcgetattr(terminal, nc_saved_mode()) == 0 ? terminal : -1;
  memset(&action, 0, sizeof action);
  action.sa_flags = SA_RESTART;
  action.sa_handler = nc_on_signal;
  for (unsigned i = 0; i < sizeof asked / sizeof *asked; i++) sigaction(asked[i], &action, 0);
  action.sa_handler = nc_on_crash;
  for (unsigned i = 0; i < sizeof crashes / sizeof *crashes; i++) sigaction(crashes[i], &action, 0);
}

static inline void nc_stop_here(void) { raise(SIGSTOP); }
