package dev.martlet.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that break at the wrong moment; all on one thread, so in one order. */
@Timeout(20)
class MeetingTest {
  private static final Meeting.Said ANSWER = new Meeting.Said(null, Bytes.utf8("1"));

  private final Meeting meeting = new Meeting();
  private final GuestEvent event = ApiGround.event("1");
  private final List<GuestEvent> given = new ArrayList<>();

  @Test
  void whoDoesNotTakeItsEventLeavesItToTheNext() throws Exception {
    meeting.ask(broken -> false);
    meeting.ask(given::add);
    assertThat(meeting.give(event)).isTrue();
    assertThat(given).containsExactly(event);
  }

  @Test
  void anEventThatWasFetchedByAnotherConnectionIsGivenOnce() throws Exception {
    meeting.ask(
        broken -> {
          assertThat(meeting.ask(given::add)).isEqualTo(new Meeting.Turn.Again(event));
          meeting.claim(event.id().value(), false);
          meeting.say(ANSWER);
          return false;
        });
    assertThat(meeting.give(event)).isTrue();
    assertThat(meeting.await()).isEqualTo(ANSWER);
    assertThat(given).isEmpty();
  }

  @Test
  void whoHasWithdrawnIsGivenNothing() throws Exception {
    Meeting.Asker asker = given::add;
    meeting.ask(asker);
    meeting.withdraw(asker);
    meeting.end();
    assertThat(meeting.give(event)).isFalse();
    assertThat(given).isEmpty();
  }

  @Test
  void anAnswerThatIsThereCountsAfterTheEnd() throws Exception {
    meeting.ask(given::add);
    meeting.give(event);
    meeting.claim(event.id().value(), false);
    meeting.say(ANSWER);
    meeting.end();
    assertThat(meeting.await()).isEqualTo(ANSWER);
  }
}
