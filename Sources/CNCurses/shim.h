/* What Swift can not import of curses: macros with casts, global variables, variadic calls; and the
   handlers of signals, which have to be C. */
#ifndef SPENDTOP_CNCURSES_SHIM_H
#define SPENDTOP_CNCURSES_SHIM_H

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
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* From term.h, which defines `columns` and `lines` as macros. */
extern char *tigetstr(const char *name);

enum { nc_bold = 1, nc_dim = 2, nc_reverse = 4 };

static inline attr_t nc_attributes(int flags) {
  return ((flags & nc_bold) ? A_BOLD : 0) | ((flags & nc_dim) ? A_DIM : 0) |
         ((flags & nc_reverse) ? A_REVERSE : 0);
}

static inline WINDOW *nc_screen(void) { return stdscr; }
static inline int nc_colours(void) { return COLORS; }
static inline int nc_colour_pairs(void) { return COLOR_PAIRS; }
static inline int nc_pair(int number, int foreground) {
  return init_extended_pair(number, foreground, -1);
}

/* Writes `count` characters from a place on, in one style. */
static inline int nc_put(WINDOW *w, int row, int column, const wchar_t *text, int count, int flags, int pair) {
  wattr_set(w, nc_attributes(flags), (short)0, &pair);
  return mvwaddnwstr(w, row, column, text, count);
}

static inline void nc_mouse_on(void) {
  mousemask(BUTTON1_PRESSED | BUTTON1_DOUBLE_CLICKED | BUTTON1_CLICKED | BUTTON4_PRESSED | BUTTON5_PRESSED, 0);
  mouseinterval(0);
}
static inline int nc_mouse_pressed(mmask_t state) { return (state & (BUTTON1_PRESSED | BUTTON1_CLICKED)) != 0; }
static inline int nc_mouse_wheel_up(mmask_t state) { return (state & BUTTON4_PRESSED) != 0; }
static inline int nc_mouse_wheel_down(mmask_t state) { return (state & BUTTON5_PRESSED) != 0; }

/* Asks the terminal itself; 0 when it answers. */
static inline int nc_window_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return -1;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 0;
}

/* A pipe that never blocks and that no other program inherits. */
static inline int nc_pipe(int *ends) {
  if (pipe(ends) != 0) return -1;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFL, O_NONBLOCK);
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
  }
  return 0;
}

/* The terminal as it was, and what brings it back: all that a handler may use. */
static struct {
  volatile sig_atomic_t is_armed;
  int descriptor;
  int wake;
  struct termios modes;
  char reset[256];
  size_t reset_length;
} nc_saved;

static inline void nc_append_reset(const char *capability) {
  char *text = tigetstr(capability);
  if (text == NULL || text == (char *)-1) return;
  size_t length = strlen(text);
  if (nc_saved.reset_length + length > sizeof nc_saved.reset) return;
  memcpy(nc_saved.reset + nc_saved.reset_length, text, length);
  nc_saved.reset_length += length;
}

/* Puts the terminal back without curses; safe in a handler. */
static inline void nc_rescue(void) {
  if (!nc_saved.is_armed) return;
  nc_saved.is_armed = 0;
  /* 1000 and 1006 are the reports of the mouse. */
  static const char mouse_off[] = "\033[?1000l\033[?1006l";
  ssize_t written = write(nc_saved.descriptor, mouse_off, sizeof mouse_off - 1);
  written = write(nc_saved.descriptor, nc_saved.reset, nc_saved.reset_length);
  (void)written;
  tcsetattr(nc_saved.descriptor, TCSANOW, &nc_saved.modes);
}

/* A crash: the terminal first, then the signal once more with its default effect. A backtrace that
   waits for a key would keep the terminal, so the handler that was there before is not called. */
static void nc_crashed(int number) {
  nc_rescue();
  signal(number, SIG_DFL);
  raise(number);
}

/* All others are told to the loop through a pipe. */
static void nc_signalled(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  ssize_t written = write(nc_saved.wake, &byte, 1);
  (void)written;
  errno = saved;
}

static const int nc_crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT};
static const int nc_requests[] = {SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT};

static inline void nc_set_handlers(const int *numbers, size_t count, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < count; i++) sigaction(numbers[i], &action, NULL);
}

/* Remembers the terminal before curses changes it. */
static inline int nc_remember(int descriptor, int wake) {
  nc_saved.descriptor = descriptor;
  nc_saved.wake = wake;
  nc_saved.reset_length = 0;
  return tcgetattr(descriptor, &nc_saved.modes);
}

/* From now on every way out restores the terminal. Call after newterm: terminfo is needed. */
static inline void nc_arm(void) {
  static char stack[64 * 1024];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack, .ss_flags = 0};
  nc_append_reset("rmkx");
  nc_append_reset("sgr0");
  nc_append_reset("cnorm");
  nc_append_reset("rmcup");
  sigaltstack(&alternate, NULL);
  nc_saved.is_armed = 1;
  nc_set_handlers(nc_crashes, sizeof nc_crashes / sizeof *nc_crashes, nc_crashed, SA_ONSTACK | SA_NODEFER);
  nc_set_handlers(nc_requests, sizeof nc_requests / sizeof *nc_requests, nc_signalled, SA_RESTART);
}

static inline void nc_disarm(void) {
  nc_saved.is_armed = 0;
  nc_set_handlers(nc_crashes, sizeof nc_crashes / sizeof *nc_crashes, SIG_DFL, 0);
  nc_set_handlers(nc_requests, sizeof nc_requests / sizeof *nc_requests, SIG_DFL, 0);
}

#endif
