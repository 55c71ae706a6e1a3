package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.cli.Api;
import dev.esclusa.cli.Client;
import dev.esclusa.model.Drift;
import dev.esclusa.server.EngineOptions;
import dev.esclusa.server.EstateLayer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Drift of a stack on real {@code aws_*} resources, against an emulator of the cloud: what an apply
 * undoes is undone, what it does not is said plainly and stays open until somebody accepts it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StackOnAwsTest extends StackTest {
  private static final String NET = "dev/default/aws-net";
  private static final String CONFIGURATION =
      """
      provider "aws" {
        region                      = "eu-west-1"
        skip_credentials_validation = true
        skip_metadata_api_check     = true
        skip_requesting_account_id  = true
      }

      resource "aws_vpc" "main" {
        cidr_block = "10.30.0.0/16"
        tags       = { Name = "shop", Round = "1" }
      }

      resource "aws_security_group" "web" {
        name   = "web"
        vpc_id = aws_vpc.main.id

        ingress {
          from_port   = 443
          to_port     = 443
          protocol    = "tcp"
          cidr_blocks = ["10.0.0.0/8"]
        }
      }

      resource "aws_iam_role" "app" {
        name = "shop-app"
        assume_role_policy = jsonencode({
          Version   = "2012-10-17"
          Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
        })
      }
      """;

  private Process cloud;
  private String endpoint;

  @Override
  EngineOptions engines() throws Exception {
    EngineOptions engines = enginesWithProviders();
    Assumptions.assumeTrue(
        Program.installed("python3").isPresent() && python("import moto.server, boto3") == 0,
        "skipped: install moto with pip install \"moto[server]\"");
    int port = freePort();
    endpoint = "http://127.0.0.1:" + port;
    cloud =
        new ProcessBuilder(
                "python3", "-c", "from moto.server import main; main(['-p', '" + port + "'])")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("cloud.log").toFile())
            .start();
    until("the cloud listens", () -> listens(port));
    identity(
        """
        AWS_ACCESS_KEY_ID=test
        AWS_SECRET_ACCESS_KEY=test
        AWS_REGION=eu-west-1
        AWS_ENDPOINT_URL=%s
        """
            .formatted(endpoint));
    return engines;
  }

  @Override
  List<EstateLayer> layers() throws Exception {
    return withoutApplications(stackOnAws("aws-net", "dev", CONFIGURATION));
  }

  @Override
  void stopOthers() {
    if (cloud != null) {
      cloud.destroyForcibly();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int python(String program) throws Exception {
    Process process =
        new ProcessBuilder("python3", "-c", program)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  /** Somebody reaches past us into the cloud. */
  private void behindOurBack(String program) throws Exception {
    String head =
        "import boto3\n"
            + "def client(name):\n"
            + "  return boto3.client(name, region_name='eu-west-1', endpoint_url='"
            + endpoint
            + "', aws_access_key_id='test', aws_secret_access_key='test')\n";
    assertThat(python(head + program)).as(program).isZero();
  }

  private List<Drift> drift() {
    return client("platform").target(NET).drift();
  }

  @Test
  @Order(1)
  void theStackIsMade() {
    until("it is in place", () -> client("platform").target(NET).inPlace() != null);
    until("it is quiet", () -> client("platform").target(NET).open().isEmpty());
    assertThat(drift()).isEmpty();
  }

  @Test
  @Order(2)
  void anOpenedDoorIsSeenAtOnceNamedAndShut() throws Exception {
    behindOurBack(
        """
        ec2 = client('ec2')
        group = ec2.describe_security_groups(Filters=[{'Name': 'group-name', 'Values': ['web']}])['SecurityGroups'][0]
        ec2.authorize_security_group_ingress(GroupId=group['GroupId'], IpPermissions=[{'IpProtocol': 'tcp', 'FromPort': 22, 'ToPort': 22, 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}])
        """);
    client("platform").driftHook(NET, "aws_security_group.web", "mallory");
    until(
        "it was restored",
        () ->
            client("platform").changes(Client.ChangeFilter.ALL).items().stream()
                .anyMatch(
                    it ->
                        it.target().equals(NET)
                            && it.intent().equals("restore")
                            && "succeeded".equals(it.outcome())));
    Api.ChangeSummary restore =
        client("platform").changes(Client.ChangeFilter.ALL).items().stream()
            .filter(it -> it.intent().equals("restore"))
            .findFirst()
            .orElseThrow();
    assertThat(restore.reason()).contains("aws_security_group.web").contains("mallory");
    until("the drift is over", () -> drift().isEmpty());
    behindOurBack(
        """
        ec2 = client('ec2')
        group = ec2.describe_security_groups(Filters=[{'Name': 'group-name', 'Values': ['web']}])['SecurityGroups'][0]
        assert [p['FromPort'] for p in group['IpPermissions']] == [443], group
        """);
  }

  @Test
  @Order(3)
  void whatAnApplyWouldNotUndoStaysOpenUntilItIsAccepted() throws Exception {
    behindOurBack(
        """
        iam = client('iam')
        policy = iam.create_policy(PolicyName='all', PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}')
        iam.attach_role_policy(RoleName='shop-app', PolicyArn=policy['Policy']['Arn'])
        """);
    said("platform", 0, "drift", NET, "--look");
    until("it is seen", () -> !drift().isEmpty());
    assertThat(drift())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.address().text()).isEqualTo("aws_iam_role.app");
              assertThat(it.restorable()).isFalse();
            });
    assertThat(said("platform", 0, "drift", NET)).contains("An apply would NOT undo this");
    // An ordinary apply writes what it finds into the engine's state; the baseline remembers.
    developer.pull();
    String commit = developer.edit("infra/aws-net/main.tf", "Round = \"1\"", "Round = \"2\"");
    reaches(NET, commit, "proven");
    said("platform", 0, "drift", NET, "--look");
    until("it is still seen", () -> client("platform").target(NET).open().isEmpty());
    assertThat(drift()).isNotEmpty();
    String opened =
        said(
            "platform",
            0,
            "accept",
            drift().getFirst().id().text(),
            "--reason",
            "needed until the audit is over");
    assertThat(opened).contains("is proposed");
    String id = opened.substring(0, opened.indexOf(' '));
    until(
        "the acceptance is applied or waits",
        () ->
            List.of("awaiting-approval", "proven")
                .contains(client("platform").change(id).summary().state()));
    if (client("platform").change(id).summary().state().equals("awaiting-approval")) {
      said("data", 0, "approve", id, "--yes");
    }
    until("it is proven", () -> client("platform").change(id).summary().state().equals("proven"));
    assertThat(client("platform").change(id).summary().outcome()).isEqualTo("succeeded");
    said("platform", 0, "drift", NET, "--look");
    until("the drift is over", () -> drift().isEmpty());
  }

  /** The log speaks of a security group by its id; the state says which object that is. */
  @Test
  @Order(4)
  void anAuditLogTellsWhoDidIt() throws Exception {
    behindOurBack(
        """
        import datetime, json
        ec2 = client('ec2')
        group = ec2.describe_security_groups(Filters=[{'Name': 'group-name', 'Values': ['web']}])['SecurityGroups'][0]
        ec2.authorize_security_group_ingress(GroupId=group['GroupId'], IpPermissions=[{'IpProtocol': 'tcp', 'FromPort': 23, 'ToPort': 23, 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}])
        record = {
          'eventVersion': '1.09', 'eventSource': 'ec2.amazonaws.com', 'readOnly': False,
          'eventName': 'AuthorizeSecurityGroupIngress',
          'eventTime': datetime.datetime.now(datetime.timezone.utc).strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ'),
          'userIdentity': {'type': 'IAMUser', 'arn': 'arn:aws:iam::123456789012:user/ana'},
          'requestParameters': {'groupId': group['GroupId'], 'ipPermissions': {}},
        }
        open('%s', 'w').write(json.dumps({'Records': [record]}))
        """
            .formatted(folder.resolve("home/audit-log/one.json")));
    until(
        "it was restored, with who did it",
        () ->
            client("platform").changes(Client.ChangeFilter.ALL).items().stream()
                .filter(it -> it.intent().equals("restore") && "succeeded".equals(it.outcome()))
                .anyMatch(it -> String.valueOf(it.reason()).contains("user/ana")));
  }
}
