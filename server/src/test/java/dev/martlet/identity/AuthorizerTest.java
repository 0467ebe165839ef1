package dev.martlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.identity.Authorizer.Decision;
import dev.martlet.model.AccountId;
import dev.martlet.model.Principal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthorizerTest {
  private static final AccountId OWNER = new AccountId("000000000000");
  private final Authorizer authorizer = Authorizer.ownerOnly(OWNER);

  @Test
  void theAccountsOwnPrincipalMayDoEverything() {
    assertThat(authorizer.decide(Principal.root(OWNER), "lambda:CreateFunction", "*", Map.of()))
        .isEqualTo(new Decision.Allowed());
  }

  @Test
  void aRoleOfTheAccountMayDoNothingUntilThereArePolicies() {
    Principal session = Principal.session(OWNER, "reader", "square");
    assertThat(authorizer.decide(session, "lambda:ListFunctions", "*", Map.of()))
        .isEqualTo(
            new Decision.Denied(
                "User: arn:aws:sts::000000000000:assumed-role/reader/square is not authorized to"
                    + " perform: lambda:ListFunctions on resource: * because no identity-based"
                    + " policy allows the lambda:ListFunctions action"));
  }

  @Test
  void anotherAccountsPrincipalMayDoNothing() {
    Principal stranger = Principal.root(new AccountId("999999999999"));
    assertThat(authorizer.decide(stranger, "lambda:ListFunctions", "*", Map.of()))
        .isEqualTo(
            new Decision.Denied(
                "User: arn:aws:iam::999999999999:root is not authorized to perform:"
                    + " lambda:ListFunctions on resource: *"));
  }
}
