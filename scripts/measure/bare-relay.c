/*
 * The least that standing between two processes takes: `bare-relay PORT TO_PORT` passes bytes between 127.0.0.1:PORT and
 * 127.0.0.1:TO_PORT, a thread a connection, and looks at none of them.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int to_port;

static struct sockaddr_in local(int port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return at;
}

static int pass(int from, int to) {
  char bytes[65536];
  const ssize_t count = read(from, bytes, sizeof bytes);
  for (ssize_t sent = 0; sent < count;) {
    const ssize_t more = write(to, bytes + sent, (size_t)(count - sent));
    if (more <= 0) return 0;
    sent += more;
  }
  return count > 0;
}

static void *serve(void *client_of) {
  const int client = (int)(intptr_t)client_of, upstream = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  const struct sockaddr_in to = local(to_port);
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(upstream, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  int open = connect(upstream, (const struct sockaddr *)&to, sizeof to) == 0;
  struct pollfd sides[2] = {{client, POLLIN, 0}, {upstream, POLLIN, 0}};
  while (open && poll(sides, 2, -1) > 0) {
    if (sides[0].revents != 0) open = pass(client, upstream);
    if (open && sides[1].revents != 0) open = pass(upstream, client);
  }
  close(client);
  close(upstream);
  return NULL;
}

int main(int count, char **words) {
  if (count != 3) return 64;
  to_port = atoi(words[2]);
  const struct sockaddr_in at = local(atoi(words[1]));
  const int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (const struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 64) != 0) return 69;
  for (;;) {
    const int client = accept(listener, NULL, NULL);
    pthread_t thread;
    if (client >= 0 && pthread_create(&thread, NULL, serve, (void *)(intptr_t)client) == 0) pthread_detach(thread);
  }
}
