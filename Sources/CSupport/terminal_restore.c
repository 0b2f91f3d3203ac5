#include "terminal_restore.h"

#include <sys/prctl.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static struct {
  volatile sig_atomic_t is_armed;
  int terminal;
  int signals;
  struct termios modes;
  char reset[512];
  size_t reset_length;
} saved;

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT};
static const int requests[] = {SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT};
#define COUNT(list) (sizeof(list) / sizeof *(list))

int spendtop_signal_pipe_open(int ends[2]) {
  if (pipe(ends) != 0) return -1;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFL, O_NONBLOCK);
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
  }
  return 0;
}

int spendtop_terminal_save(int terminal, int signals) {
  saved.terminal = terminal;
  saved.signals = signals;
  saved.reset_length = 0;
  return tcgetattr(terminal, &saved.modes);
}

void spendtop_terminal_add_reset(const char *text) {
  if (text == NULL) return;
  size_t length = strlen(text);
  if (saved.reset_length + length > sizeof saved.reset) return;
  memcpy(saved.reset + saved.reset_length, text, length);
  saved.reset_length += length;
}

static void restore_terminal(void) {
  if (!saved.is_armed) return;
  saved.is_armed = 0;
  ssize_t written = write(saved.terminal, saved.reset, saved.reset_length);
  (void)written;
  tcsetattr(saved.terminal, TCSANOW, &saved.modes);
}

/* Restores the terminal, then raises the signal again with its default effect. The previous handler
   is not called: a backtrace that waits for a key would keep the terminal. */
static void crashed(int number) {
  restore_terminal();
  signal(number, SIG_DFL);
  raise(number);
}

static void requested(int number) {
  int before = errno;
  unsigned char byte = (unsigned char)number;
  ssize_t written = write(saved.signals, &byte, 1);
  (void)written;
  errno = before;
}

static void handle(const int *numbers, size_t count, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < count; i++) sigaction(numbers[i], &action, NULL);
}

void spendtop_terminal_restore_arm(void) {
  /* Room for the handler when the crash was an overflow of the stack. */
  static char stack[64 * 1024];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack, .ss_flags = 0};
  sigaltstack(&alternate, NULL);
  saved.is_armed = 1;
  handle(crashes, COUNT(crashes), crashed, SA_ONSTACK | SA_NODEFER);
  handle(requests, COUNT(requests), requested, SA_RESTART);
}

void spendtop_terminal_restore_disarm(void) {
  saved.is_armed = 0;
  handle(crashes, COUNT(crashes), SIG_DFL, 0);
  handle(requests, COUNT(requests), SIG_DFL, 0);
}

void spendtop_core_dumps_disable(void) { prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L); }
