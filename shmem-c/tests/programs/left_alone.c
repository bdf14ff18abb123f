/* The runtime leaves the process's signals and streams as the program has them. Standard: c11 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SIGNALS = 65 };

static struct {
    struct sigaction actions[SIGNALS];
    sigset_t blocked;
    mode_t mask;
    char directory[4096];
} before, after;

#define LOOK(at)                                                            \
    do {                                                                    \
        memset(&(at), 0, sizeof(at));                                       \
        for (int sig = 1; sig < SIGNALS; sig++)                             \
            sigaction(sig, NULL, &(at).actions[sig]);                       \
        sigprocmask(SIG_BLOCK, NULL, &(at).blocked);                        \
        (at).mask = umask(0);                                               \
        umask((at).mask);                                                   \
        CHECK(getcwd((at).directory, sizeof(at).directory) != NULL);        \
    } while (0)

static void on_signal(int sig)
{
    (void)sig;
}

/* What the last look found is what the first one did. */
static void compare(void)
{
    LOOK(after);
    for (int sig = 1; sig < SIGNALS; sig++) {
        CHECK(before.actions[sig].sa_handler == after.actions[sig].sa_handler);
        CHECK_EQ(after.actions[sig].sa_flags, before.actions[sig].sa_flags);
        CHECK_EQ(sigismember(&after.blocked, sig), sigismember(&before.blocked, sig));
    }
    CHECK_EQ(after.mask, before.mask);
    CHECK(strcmp(after.directory, before.directory) == 0);
}

int main(void)
{
    char text[64] = "";
    char name[] = "/tmp/left_alone.XXXXXX";
    FILE *file = fdopen(mkstemp(name), "w+");
    CHECK(file != NULL);
    signal(SIGUSR1, on_signal);
    signal(SIGPIPE, SIG_DFL);
    LOOK(before);
    fputs("before, ", file);

    begin();
    compare();
    /* Nobody has flushed the stream meanwhile, and nobody has thrown away what it holds. */
    struct stat status;
    CHECK(fstat(fileno(file), &status) == 0 && status.st_size == 0);
    fputs("between, ", file);
    int *word = zeros(sizeof *word);
    shmem_int_p(word, 7, right);
    shmem_barrier_all();
    CHECK_EQ(*word, 7);
    shmem_finalize();
    compare();

    fputs("after", file);
    rewind(file);
    CHECK(fgets(text, sizeof text, file) != NULL);
    CHECK(strcmp(text, "before, between, after") == 0);
    fclose(file);
    unlink(name);
    return wrong != 0;
}
